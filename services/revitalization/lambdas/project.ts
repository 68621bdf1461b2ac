import { projectFunction } from '../../../platform/lambda/streams.ts';
import { progressProjection } from '../views.ts';

export const handler = projectFunction([progressProjection]);
