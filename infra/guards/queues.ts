import { VISIBILITY_PER_TIMEOUT } from '../names.ts';
import {
  type CloudFormationTemplate,
  type Finding,
  field,
  type Guard,
  list,
  pointsAt,
  resourcesOf,
} from './template.ts';

/** The default of SQS when a queue does not say. */
const DEFAULT_VISIBILITY_SECONDS = 30;

/** Queues that only hold what failed elsewhere: they need no dead letters of their own. */
function deadLetterQueues(template: CloudFormationTemplate): ReadonlySet<string> {
  const targets = [
    ...resourcesOf(template, 'AWS::SQS::Queue').map(({ properties }) =>
      field(properties, 'RedrivePolicy', 'deadLetterTargetArn'),
    ),
    ...resourcesOf(template, 'AWS::Lambda::EventSourceMapping').map(({ properties }) =>
      field(properties, 'DestinationConfig', 'OnFailure', 'Destination'),
    ),
    ...resourcesOf(template, 'AWS::Scheduler::Schedule').map(({ properties }) =>
      field(properties, 'Target', 'DeadLetterConfig', 'Arn'),
    ),
  ];
  return new Set(targets.flatMap((target) => pointsAt(target)?.logicalId ?? []));
}

/** Queues with an alarm that rings at the first message. */
function watchedQueues(template: CloudFormationTemplate): ReadonlySet<string> {
  return new Set(
    resourcesOf(template, 'AWS::CloudWatch::Alarm')
      .filter(
        ({ properties }) =>
          properties.MetricName === 'ApproximateNumberOfMessagesVisible' && properties.Threshold === 1,
      )
      .flatMap(({ properties }) => list(properties.Dimensions))
      .flatMap((dimension) => pointsAt(field(dimension, 'Value'))?.logicalId ?? []),
  );
}

/** A message must stay hidden for six runs of the function, or it is handed out again while it is being worked on. */
export const visibilityCoversTimeout: Guard = {
  name: 'visibility-covers-timeout',
  check: (template) => {
    const functions = new Map(
      resourcesOf(template, 'AWS::Lambda::Function').map((each) => [each.logicalId, each.properties]),
    );
    const queues = new Map(resourcesOf(template, 'AWS::SQS::Queue').map((each) => [each.logicalId, each.properties]));
    return resourcesOf(template, 'AWS::Lambda::EventSourceMapping').flatMap(({ properties }): Finding[] => {
      const queueId = pointsAt(properties.EventSourceArn)?.logicalId ?? '';
      const queue = queues.get(queueId);
      if (queue === undefined) return [];
      const timeoutSeconds = Number(
        field(functions.get(pointsAt(properties.FunctionName)?.logicalId ?? ''), 'Timeout') ?? 3,
      );
      const visibilitySeconds = Number(queue.VisibilityTimeout ?? DEFAULT_VISIBILITY_SECONDS);
      const neededSeconds = timeoutSeconds * VISIBILITY_PER_TIMEOUT;
      if (visibilitySeconds >= neededSeconds) return [];
      const reason = `hides a message for ${visibilitySeconds} s, but its function may run ${timeoutSeconds} s: ${neededSeconds} s are needed`;
      return [{ rule: 'visibility-covers-timeout', logicalId: queueId, reason }];
    });
  },
};

/** Nothing that fails may vanish, and nothing that was set aside may lie there unseen. */
export const deadLettersAreWatched: Guard = {
  name: 'dead-letters-are-watched',
  check: (template) => {
    const setAside = deadLetterQueues(template);
    const watched = watchedQueues(template);
    return resourcesOf(template, 'AWS::SQS::Queue').flatMap(({ logicalId, properties }): Finding[] => {
      if (setAside.has(logicalId)) {
        if (watched.has(logicalId)) return [];
        return [
          {
            rule: 'dead-letters-are-watched',
            logicalId,
            reason: 'holds dead letters, but no alarm rings at the first one',
          },
        ];
      }
      if (field(properties, 'RedrivePolicy', 'deadLetterTargetArn') !== undefined) return [];
      return [{ rule: 'dead-letters-are-watched', logicalId, reason: 'has no dead-letter queue' }];
    });
  },
};
