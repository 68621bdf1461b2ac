import { Aws, TimeZone } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { ScheduleTrigger } from '../platform/service-description.ts';
import type { AlarmDesk } from './alarm-desk.ts';
import { resourceName } from './names.ts';
import { deadLetterQueue } from './service-queue.ts';

/** A run that could not be started within this time is left to the next one, which catches up. */
const MAX_START_DELAY_SECONDS = 6 * 3600;
const MAX_START_ATTEMPTS = 20;

/** A job's clock: starts the function at local times of the county, and sets a run aside that could not be started. */
export class JobSchedule extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: { regionCode: string; name: string; trigger: ScheduleTrigger; lambdaFunction: IFunction; desk: AlarmDesk },
  ) {
    super(scope, id);
    const deadLetters = deadLetterQueue(this, 'Failures', {
      regionCode: props.regionCode,
      name: `${props.name}-not-started`,
      desk: props.desk,
      impact: `The job ${props.name} could not be started; what it would have found is found late.`,
      runbook: 'schedule-failures',
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      // Inline: there before the first run, and no further resource of a stack that may have 500.
      inlinePolicies: {
        Start: new PolicyDocument({
          statements: [
            new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [props.lambdaFunction.functionArn] }),
            new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
          ],
        }),
      },
    });

    new Schedule(this, 'Schedule', {
      scheduleName: resourceName(props.regionCode, props.name),
      schedule: ScheduleExpression.expression(props.trigger.cron, TimeZone.of(props.trigger.timeZone)),
      // The ready-made Lambda target would also grant every version of the function.
      target: {
        bind: () => ({
          arn: props.lambdaFunction.functionArn,
          role,
          deadLetterConfig: { arn: deadLetters.queueArn },
          retryPolicy: { maximumEventAgeInSeconds: MAX_START_DELAY_SECONDS, maximumRetryAttempts: MAX_START_ATTEMPTS },
        }),
      },
    });
  }
}
