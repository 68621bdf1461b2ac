/** Audit's clients, for every function but the one that handles documents. */
import { tableStore } from '../../platform/aws/clients.ts';
import { deployedHolidays, deployedPolicy, variable } from '../../platform/aws/environment.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Policy } from '../../policy/policy.ts';
import type { AuditRuntime } from './dependencies.ts';

export const auditRuntime = (): AuditRuntime => ({
  region: variable('REGION_CODE'),
  store: tableStore(),
  clock: systemClock,
  policy: deployedPolicy<Policy>(),
  holidays: deployedHolidays(),
});
