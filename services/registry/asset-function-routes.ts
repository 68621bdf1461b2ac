/** What the registry's http function answers: assets and what goes on with them. */
import type { Route } from '../../platform/http/route.ts';
import { quarantineRoute } from '../../platform/quarantine/quarantine-route.ts';
import { assetCommandRoutes } from './assets/asset-command-routes.ts';
import { assetFileRoutes } from './assets/asset-file-routes.ts';
import { assetQueryRoutes } from './assets/asset-query-routes.ts';
import { cardLineageRoutes } from './assets/card-lineage-routes.ts';
import { custodyRoutes } from './assets/custody-routes.ts';
import { idleBatchRoutes } from './assets/idle-batch-routes.ts';
import { registrationRoutes } from './assets/outside-registration-routes.ts';
import { titleRoutes } from './assets/title-routes.ts';
import { useRoutes } from './assets/use-routes.ts';
import { valuationDisputeRoutes } from './assets/valuation-dispute-routes.ts';
import { valueRoutes } from './assets/value-routes.ts';
import type { RegistryRuntime } from './dependencies.ts';
import { lookAlikeRoutes } from './search/look-alike-routes.ts';
import { searchRoutes } from './search/search-routes.ts';

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
