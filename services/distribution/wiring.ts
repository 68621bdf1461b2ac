/** The distribution service's clients, for every function but the one that handles documents. */
import { tableStore } from '../../platform/aws/clients.ts';
import { deployedHolidays, deployedPolicy } from '../../platform/aws/environment.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Policy } from '../../policy/policy.ts';
import type { DistributionRuntime } from './dependencies.ts';

export const distributionRuntime = (): DistributionRuntime => ({
  store: tableStore(),
  clock: systemClock,
  policy: deployedPolicy<Policy>(),
  holidays: deployedHolidays(),
});
