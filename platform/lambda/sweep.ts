/** The sweeper of a service, run by a schedule. */
import { serviceQueues, tableStore } from '../aws/clients.ts';
import { serviceName, variable } from '../aws/environment.ts';
import { systemClock } from '../clock.ts';
import { functionLog } from '../log.ts';
import { countMetric } from '../metrics.ts';
import { sweep } from '../sweep.ts';

export function sweepFunction() {
  const runtime = {
    region: variable('REGION_CODE'),
    service: serviceName(),
    store: tableStore(),
    queues: serviceQueues(),
  };
  const log = functionLog(runtime.service);
  return async (): Promise<{ hours: number; resent: number }> => {
    const result = await sweep(runtime, Date.parse(systemClock.now()));
    if (result.resent > 0) log.warn('sweep.resent', { resent: result.resent });
    countMetric(runtime.service, 'EventsResent', result.resent);
    log.info('sweep.done', { hours: result.hours });
    return result;
  };
}
