import { jobFunction } from '../../../platform/lambda/job.ts';
import { FLAG_OVERDUE_JOB, flagOverdue } from '../flag-overdue.ts';
import { revitalizationRuntime } from '../wiring.ts';

const runtime = revitalizationRuntime();
export const handler = jobFunction(FLAG_OVERDUE_JOB, () => flagOverdue(runtime));
