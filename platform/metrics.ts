/** Metrics for alarms, in CloudWatch's embedded metric format. */
import { toStandardOutput } from './log.ts';

export const METRIC_NAMESPACE = 'Panhuo';
/** Every metric an alarm may use; `EventsResent` > 0 means that a relay has lost something. */
export type MetricName = 'EventsResent' | 'MessagesQuarantined' | 'ItemsFlagged';

/** Publishes one count at once: CloudWatch takes it from the log. */
export function countMetric(service: string, name: MetricName, count: number, write = toStandardOutput): void {
  const metrics = { Namespace: METRIC_NAMESPACE, Dimensions: [['service']], Metrics: [{ Name: name, Unit: 'Count' }] };
  write(JSON.stringify({ _aws: { Timestamp: Date.now(), CloudWatchMetrics: [metrics] }, service, [name]: count }));
}
