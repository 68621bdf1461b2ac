import { projectFunction } from '../../../platform/lambda/streams.ts';
import { obligationProjection } from '../merger-views.ts';
import { ledgerProjection } from '../views.ts';

export const handler = projectFunction([ledgerProjection, obligationProjection]);
