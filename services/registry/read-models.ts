/** Every read model of the registry, for who makes them anew. */
import { countingModel, type ReadModel, rowsModel } from '../../platform/read-model.ts';
import { assetKind } from './aggregates.ts';
import { assetIndexProjection } from './asset-index.ts';
import { proceedsProjection } from './disposal-views.ts';
import { obligationKind } from './merger-aggregates.ts';
import { obligationProjection } from './merger-views.ts';
import { checklistKind, disposalKind } from './reform-aggregates.ts';
import { checklistProjection } from './reform-views.ts';
import { ledgerProjection } from './views.ts';

export const readModels: readonly ReadModel[] = [
  countingModel(ledgerProjection, assetKind),
  rowsModel(assetIndexProjection, assetKind),
  countingModel(obligationProjection, obligationKind),
  countingModel(proceedsProjection, disposalKind),
  countingModel(checklistProjection, checklistKind),
];
