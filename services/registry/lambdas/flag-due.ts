import { jobFunction } from '../../../platform/lambda/job.ts';
import { FLAG_DUE_JOB, flagDue } from '../flag-due.ts';
import { registryRuntime } from '../wiring.ts';

const runtime = registryRuntime();
export const handler = jobFunction(FLAG_DUE_JOB, () => flagDue(runtime));
