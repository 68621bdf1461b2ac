import { projectFunction } from '../../../platform/lambda/streams.ts';
import { proceedsProjection } from '../disposal/disposal-views.ts';
import { obligationProjection } from '../mergers/merger-views.ts';
import { checklistProjection } from '../reform/reform-views.ts';
import { assetIndexProjection } from '../search/asset-index.ts';
import { ledgerProjection } from '../views.ts';

export const handler = projectFunction([
  ledgerProjection,
  obligationProjection,
  assetIndexProjection,
  proceedsProjection,
  checklistProjection,
]);
