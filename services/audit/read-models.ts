/** Every read model of the audit service, for who makes them anew. */
import { countingModel, type ReadModel } from '../../platform/read-model.ts';
import { findingKind } from './aggregates.ts';
import { findingProjection } from './views.ts';

export const readModels: readonly ReadModel[] = [countingModel(findingProjection, findingKind)];
