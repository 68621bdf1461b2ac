import { type Finding, field, type Guard, list, pointsAt, resourcesOf } from './template.ts';

/** One bad record must not send its neighbours round again. */
export const sourcesReportPartialBatches: Guard = {
  name: 'sources-report-partial-batches',
  check: (template) =>
    resourcesOf(template, 'AWS::Lambda::EventSourceMapping')
      .filter(({ properties }) => !list(properties.FunctionResponseTypes).includes('ReportBatchItemFailures'))
      .map(
        ({ logicalId }): Finding => ({
          rule: 'sources-report-partial-batches',
          logicalId,
          reason: 'does not report failures record by record (ReportBatchItemFailures)',
        }),
      ),
};

/** A poisoned record blocks a whole shard until it is split off and set aside. */
export const streamsIsolateFailures: Guard = {
  name: 'streams-isolate-failures',
  check: (template) => {
    const queues = new Set(resourcesOf(template, 'AWS::SQS::Queue').map(({ logicalId }) => logicalId));
    return resourcesOf(template, 'AWS::Lambda::EventSourceMapping')
      .filter(({ properties }) => !queues.has(pointsAt(properties.EventSourceArn)?.logicalId ?? ''))
      .flatMap(({ logicalId, properties }): Finding[] => {
        const faults: string[] = [];
        if (properties.BisectBatchOnFunctionError !== true) faults.push('does not bisect a failing batch');
        if (field(properties, 'DestinationConfig', 'OnFailure', 'Destination') === undefined) {
          faults.push('has no on-failure destination');
        }
        const retries = properties.MaximumRetryAttempts;
        if (typeof retries !== 'number' || retries < 0)
          faults.push('retries without end, so its on-failure destination is never used');
        return faults.map((reason) => ({ rule: 'streams-isolate-failures', logicalId, reason }));
      });
  },
};
