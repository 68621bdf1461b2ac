import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { resourceName } from './names.ts';
import type { RegionFile } from './region-file.ts';

/** Folder of the runbooks, from the root of the repository; every alarm names one file in it. */
export const RUNBOOK_FOLDER = 'docs/runbooks';

/** How often an alarm looks; all our metrics are counted per five minutes. */
export const ALARM_PERIOD = Duration.minutes(5);

/** The runbooks there are. A new kind of alarm starts with the file that says what to do about it. */
export type Runbook =
  | 'api-errors'
  | 'dead-letters'
  | 'function-errors'
  | 'lost-events'
  | 'quarantined-messages'
  | 'schedule-failures'
  | 'stream-failures'
  | 'stream-lag';

/** One alarm. The name reads as a sentence's subject: `registry-dead-letters`. */
export interface AlarmRequest {
  readonly name: string;
  readonly metric: IMetric;
  /** The alarm sounds when the metric is at or above this. */
  readonly threshold: number;
  /** What it means for the people of the county, in one sentence. */
  readonly impact: string;
  readonly runbook: Runbook;
  /** Periods of five minutes in a row that must be bad; one when left out. */
  readonly periods?: number;
}

/** The region's one topic for alarms, and the only way an alarm is made, so that none is without impact and runbook. */
export class AlarmDesk extends Construct {
  readonly topic: Topic;
  readonly #regionCode: string;

  constructor(scope: Construct, id: string, region: Pick<RegionFile, 'code' | 'name' | 'alarmTarget'>) {
    super(scope, id);
    this.#regionCode = region.code;
    this.topic = new Topic(this, 'Topic', { displayName: `Panhuo ${region.code} alarms`, enforceSSL: true });
    this.topic.addSubscription(
      'email' in region.alarmTarget
        ? new EmailSubscription(region.alarmTarget.email)
        : new UrlSubscription(region.alarmTarget.https),
    );
  }

  /** Adds an alarm that tells the region's topic when it sounds and when it is over. Missing data is good news. */
  raise(request: AlarmRequest): Alarm {
    const alarm = new Alarm(this, request.name, {
      alarmName: resourceName(this.#regionCode, request.name),
      alarmDescription: `${request.impact} Runbook: ${RUNBOOK_FOLDER}/${request.runbook}.md`,
      metric: request.metric,
      threshold: request.threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: request.periods ?? 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    const action = new SnsAction(this.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  }
}
