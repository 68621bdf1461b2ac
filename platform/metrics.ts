/** Metrics for alarms, in CloudWatch's embedded metric format. */
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

export const METRIC_NAMESPACE = 'Panhuo';
/** Every metric an alarm may use; `EventsResent` > 0 means that a relay has lost something. */
export type MetricName = 'EventsResent' | 'MessagesQuarantined' | 'ItemsFlagged';

/** Publishes one count at once. */
export function countMetric(service: string, name: MetricName, count: number): void {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: service });
  metrics.addMetric(name, MetricUnit.Count, count);
  metrics.publishStoredMetrics();
}
