/** The HTTP surface of the distribution service. */
import { evidenceRoutes } from '../../platform/evidence/evidence-routes.ts';
import type { Route } from '../../platform/http/route.ts';
import { quarantineRoute } from '../../platform/quarantine/quarantine-route.ts';
import type { DistributionEvidenceDeps, DistributionRuntime } from './dependencies.ts';
import { paymentRoutes } from './payment-routes.ts';
import { planCommandRoutes } from './plan-command-routes.ts';
import { planQueryRoutes } from './plan-query-routes.ts';
import { receiptRoutes } from './receipt-routes.ts';

/** Answered by the http function. */
export const apiRoutes: readonly Route<DistributionRuntime>[] = [
  ...receiptRoutes,
  ...planCommandRoutes,
  ...paymentRoutes,
  ...planQueryRoutes,
  quarantineRoute<DistributionRuntime>('distribution'),
];

/** Answered by the evidence function. */
export const documentRoutes: readonly Route<DistributionEvidenceDeps>[] = evidenceRoutes<
  DistributionRuntime['policy'],
  DistributionEvidenceDeps
>('distribution');

/** Every route, for the stack and the reference. */
export const routes: readonly (Route<DistributionRuntime> | Route<DistributionEvidenceDeps>)[] = [
  ...apiRoutes,
  ...documentRoutes,
];
