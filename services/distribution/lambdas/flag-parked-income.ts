import { jobFunction } from '../../../platform/lambda/job.ts';
import { FLAG_PARKED_INCOME_JOB, flagParkedIncome } from '../flag-parked-income.ts';
import { distributionRuntime } from '../wiring.ts';

const runtime = distributionRuntime();
export const handler = jobFunction(FLAG_PARKED_INCOME_JOB, () => flagParkedIncome(runtime));
