/** Every read model of revitalization, for who makes them anew. */
import { countingModel, type ReadModel } from '../../platform/read-model.ts';
import { itemKind } from './aggregates.ts';
import { progressProjection } from './views.ts';

export const readModels: readonly ReadModel[] = [countingModel(progressProjection, itemKind)];
