import { projectFunction } from '../../../platform/lambda/streams.ts';
import { findingProjection } from '../views.ts';

export const handler = projectFunction([findingProjection]);
