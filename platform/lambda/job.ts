/** A daily job over what is due, run by a schedule. */
import { variable } from '../aws/environment.ts';
import type { DueRun } from '../due-work.ts';
import { functionLog } from '../log.ts';
import { countMetric } from '../metrics.ts';

/** The function of a job. A failed run ends in an error, so that it is tried again and its alarm sounds. */
export function jobFunction(job: string, run: () => Promise<DueRun>) {
  const service = variable('SERVICE');
  const log = functionLog(service);
  return async (): Promise<DueRun> => {
    try {
      const result = await run();
      countMetric(service, 'ItemsFlagged', result.done);
      log.info('job.done', { job, ...result });
      return result;
    } catch (error) {
      log.error('job.failed', error, { job });
      throw error;
    }
  };
}
