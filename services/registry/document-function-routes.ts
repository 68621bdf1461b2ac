/** What the registry's evidence function answers. */
import { evidenceRoutes } from '../../platform/evidence/evidence-routes.ts';
import type { Route } from '../../platform/http/route.ts';
import type { RegistryEvidenceDeps, RegistryRuntime } from './dependencies.ts';

export const documentFunctionRoutes: readonly Route<RegistryEvidenceDeps>[] = evidenceRoutes<
  RegistryRuntime['policy'],
  RegistryEvidenceDeps
>('registry');
