import { projectFunction } from '../../../platform/lambda/streams.ts';
import { assetIndexProjection } from '../asset-index.ts';
import { proceedsProjection } from '../disposal-views.ts';
import { obligationProjection } from '../merger-views.ts';
import { checklistProjection } from '../reform-views.ts';
import { ledgerProjection } from '../views.ts';

export const handler = projectFunction([
  ledgerProjection,
  obligationProjection,
  assetIndexProjection,
  proceedsProjection,
  checklistProjection,
]);
