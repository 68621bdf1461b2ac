/** Every read model of the registry, for who makes them anew. */
import { countingModel, type ReadModel, rowsModel } from '../../platform/read-model.ts';
import { assetKind } from './aggregates.ts';
import { proceedsProjection } from './disposal/disposal-views.ts';
import { obligationKind } from './mergers/merger-aggregates.ts';
import { obligationProjection } from './mergers/merger-views.ts';
import { checklistKind, disposalKind } from './reform/reform-aggregates.ts';
import { checklistProjection } from './reform/reform-views.ts';
import { assetIndexProjection } from './search/asset-index.ts';
import { ledgerProjection } from './views.ts';

export const readModels: readonly ReadModel[] = [
  countingModel(ledgerProjection, assetKind),
  rowsModel(assetIndexProjection, assetKind),
  countingModel(obligationProjection, obligationKind),
  countingModel(proceedsProjection, disposalKind),
  countingModel(checklistProjection, checklistKind),
];
