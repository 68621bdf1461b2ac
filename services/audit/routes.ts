/** Audit's HTTP surface. */
import { evidenceRoutes } from '../../platform/evidence/evidence-routes.ts';
import type { Route } from '../../platform/http/route.ts';
import { quarantineRoute } from '../../platform/quarantine/quarantine-route.ts';
import type { AuditEvidenceDeps, AuditRuntime } from './dependencies.ts';
import { findingCommandRoutes } from './finding-command-routes.ts';
import { findingQueryRoutes } from './finding-query-routes.ts';
import { trailRoutes } from './trail-routes.ts';

/** Answered by the http function. */
export const apiRoutes: readonly Route<AuditRuntime>[] = [
  ...trailRoutes,
  ...findingCommandRoutes,
  ...findingQueryRoutes,
  quarantineRoute<AuditRuntime>('audit'),
];

/** Answered by the evidence function. */
export const documentRoutes: readonly Route<AuditEvidenceDeps>[] = evidenceRoutes<
  AuditRuntime['policy'],
  AuditEvidenceDeps
>('audit');

/** Every route, for the stack and the reference. */
export const routes: readonly (Route<AuditRuntime> | Route<AuditEvidenceDeps>)[] = [...apiRoutes, ...documentRoutes];
