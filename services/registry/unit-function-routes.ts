/**
 * What the registry's units function answers: organization units, the people in charge of them, their claims and debts,
 * mergers, and the cases of a unit beside its cards: disposals, reform checklists, figures.
 */
import { type Route, servedBy } from '../../platform/http/route.ts';
import { checklistRoutes } from './checklist-routes.ts';
import type { RegistryRuntime } from './dependencies.ts';
import { disposalCommandRoutes } from './disposal-command-routes.ts';
import { disposalQueryRoutes } from './disposal-query-routes.ts';
import { dutyRoutes } from './duty-routes.ts';
import { figuresRoutes } from './figures-routes.ts';
import { mergerRoutes } from './merger-routes.ts';
import { obligationRoutes } from './obligation-routes.ts';
import { unitFileRoutes } from './unit-file-routes.ts';
import { unitRoutes } from './unit-routes.ts';

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
