/**
 * What the registry's units function answers: organization units, the people in charge of them, their claims and debts,
 * mergers, and the cases of a unit beside its cards: disposals, reform checklists, figures.
 */
import { type Route, servedBy } from '../../platform/http/route.ts';
import type { RegistryRuntime } from './dependencies.ts';
import { disposalCommandRoutes } from './disposal/disposal-command-routes.ts';
import { disposalQueryRoutes } from './disposal/disposal-query-routes.ts';
import { mergerRoutes } from './mergers/merger-routes.ts';
import { obligationRoutes } from './mergers/obligation-routes.ts';
import { checklistRoutes } from './reform/checklist-routes.ts';
import { figuresRoutes } from './reform/figures-routes.ts';
import { dutyRoutes } from './units/duty-routes.ts';
import { unitFileRoutes } from './units/unit-file-routes.ts';
import { unitRoutes } from './units/unit-routes.ts';

export const unitFunctionRoutes: readonly Route<RegistryRuntime>[] = servedBy('units', [
  ...unitRoutes,
  ...unitFileRoutes,
  ...dutyRoutes,
  ...obligationRoutes,
  ...mergerRoutes,
  ...disposalCommandRoutes,
  ...disposalQueryRoutes,
  ...checklistRoutes,
  ...figuresRoutes,
]);
