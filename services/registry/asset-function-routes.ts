/** What the registry's http function answers: assets and what goes on with them. */
import type { Route } from '../../platform/http/route.ts';
import { quarantineRoute } from '../../platform/quarantine/quarantine-route.ts';
import { assetCommandRoutes } from './asset-command-routes.ts';
import { assetFileRoutes } from './asset-file-routes.ts';
import { assetQueryRoutes } from './asset-query-routes.ts';
import { cardLineageRoutes } from './card-lineage-routes.ts';
import { custodyRoutes } from './custody-routes.ts';
import type { RegistryRuntime } from './dependencies.ts';
import { idleBatchRoutes } from './idle-batch-routes.ts';
import { lookAlikeRoutes } from './look-alike-routes.ts';
import { registrationRoutes } from './outside-registration-routes.ts';
import { searchRoutes } from './search-routes.ts';
import { titleRoutes } from './title-routes.ts';
import { useRoutes } from './use-routes.ts';
import { valuationDisputeRoutes } from './valuation-dispute-routes.ts';
import { valueRoutes } from './value-routes.ts';

export const assetFunctionRoutes: readonly Route<RegistryRuntime>[] = [
  ...assetCommandRoutes,
  ...assetQueryRoutes,
  ...assetFileRoutes,
  ...idleBatchRoutes,
  ...lookAlikeRoutes,
  ...searchRoutes,
  ...titleRoutes,
  ...registrationRoutes,
  ...custodyRoutes,
  ...useRoutes,
  ...valueRoutes,
  ...valuationDisputeRoutes,
  ...cardLineageRoutes,
  quarantineRoute<RegistryRuntime>('registry'),
];
