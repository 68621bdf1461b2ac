/** Every read model of distribution, for who makes them anew. */
import { countingModel, type ReadModel } from '../../platform/read-model.ts';
import { paymentKind, receiptKind } from './aggregates.ts';
import { incomeProjection, paymentProjection } from './views.ts';

export const readModels: readonly ReadModel[] = [
  countingModel(incomeProjection, receiptKind),
  countingModel(paymentProjection, paymentKind),
];
