import { expect, test } from 'vitest';
import { countMetric } from './metrics.ts';

test('a count is one line in the embedded metric format, with the service as its dimension', () => {
  const lines: string[] = [];
  countMetric('audit', 'EventsResent', 3, (line) => lines.push(line));
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      _aws: {
        Timestamp: expect.closeTo(Date.now(), -4),
        CloudWatchMetrics: [
          { Namespace: 'Panhuo', Dimensions: [['service']], Metrics: [{ Name: 'EventsResent', Unit: 'Count' }] },
        ],
      },
      service: 'audit',
      EventsResent: 3,
    },
  ]);
});
