/** What the registry's ledgers function answers: inventories, checks of our ledgers, and comparison with those of others. */
import { type Route, servedBy } from '../../platform/http/route.ts';
import type { RegistryRuntime } from './dependencies.ts';
import { inventoryQueryRoutes } from './inventory/inventory-query-routes.ts';
import { inventoryRoutes } from './inventory/inventory-routes.ts';
import { ledgerCheckRoutes } from './ledgers/ledger-check-routes.ts';
import { outsideLedgerRoutes } from './ledgers/outside-ledger-routes.ts';

export const ledgerFunctionRoutes: readonly Route<RegistryRuntime>[] = servedBy('ledgers', [
  ...inventoryRoutes,
  ...inventoryQueryRoutes,
  ...ledgerCheckRoutes,
  ...outsideLedgerRoutes,
]);
