import { projectFunction } from '../../../platform/lambda/streams.ts';
import { ledgerProjection } from '../views.ts';

export const handler = projectFunction([ledgerProjection]);
