import { projectFunction } from '../../../platform/lambda/streams.ts';
import { incomeProjection, paymentProjection } from '../views.ts';

export const handler = projectFunction([incomeProjection, paymentProjection]);
