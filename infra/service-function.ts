import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ServiceName } from '../contracts/services.ts';
import type { LogCode } from '../platform/log.ts';
import type { LambdaDescription } from '../platform/service-description.ts';
import { acknowledge } from './acknowledgements.ts';
import { ALARM_PERIOD, type AlarmDesk, type Runbook } from './alarm-desk.ts';
import { constructId, resourceName } from './names.ts';

/** Everything one function is made of. */
export interface ServiceFunctionProps {
  readonly regionCode: string;
  readonly service: ServiceName;
  readonly lambda: string;
  readonly description: LambdaDescription;
  /** Folder that becomes LAMBDA_TASK_ROOT. */
  readonly assetDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** All that the function may do, besides writing its own log and traces. */
  readonly statements: readonly PolicyStatement[];
  readonly logRetentionDays: number;
  readonly desk: AlarmDesk;
}

/** One function with a role of its own, a log group with an end, traces, and an alarm on its errors. */
export class ServiceFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  readonly #logGroup: LogGroup;
  readonly #props: ServiceFunctionProps;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const name = resourceName(props.regionCode, props.service, props.lambda);
    this.#props = props;
    this.#logGroup = new LogGroup(this, 'Log', {
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What ${name} may do`,
    });
    this.#logGroup.grantWrite(this.role);
    for (const statement of props.statements) this.role.addToPolicy(statement);

    this.function = new LambdaFunction(this, 'Function', {
      functionName: name,
      description: `${props.service}: ${props.lambda}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(props.assetDirectory),
      handler: 'index.handler',
      memorySize: props.description.memoryMb,
      timeout: Duration.seconds(props.description.timeoutSeconds),
      tracing: Tracing.ACTIVE,
      logGroup: this.#logGroup,
      role: this.role,
      environment: {
        SERVICE: props.service,
        REGION_CODE: props.regionCode,
        NODE_OPTIONS: '--enable-source-maps',
        ...props.environment,
      },
    });
    acknowledge(
      this.role,
      'AwsSolutions-IAM5[Resource::*]',
      'X-Ray offers no resource to name; the statement holds nothing but its two write actions (held by our guard no-wildcard-resource).',
    );

    props.desk.raise({
      name: `${props.service}-${props.lambda}-errors`,
      metric: this.function.metricErrors({ period: ALARM_PERIOD, statistic: 'Sum' }),
      threshold: 1,
      impact: `The function ${name} failed; what it had in hand is retried or set aside.`,
      runbook: 'function-errors',
    });
  }

  /**
   * Sounds an alarm when the function logs a line with this code (the catalogue of codes is the platform's log).
   * A log line cannot be lost with a crash of the metrics pipeline, and tests already hold the codes stable.
   */
  alarmOnLogCode(
    code: LogCode,
    alarm: { readonly name: string; readonly impact: string; readonly runbook: Runbook },
  ): void {
    const filter = this.#logGroup.addMetricFilter(constructId(code.replace('.', '-')), {
      filterPattern: FilterPattern.stringValue('$.code', '=', code),
      metricNamespace: `Panhuo/${this.#props.regionCode}`,
      metricName: `${this.#props.service}.${code}`,
      metricValue: '1',
    });
    this.#props.desk.raise({
      ...alarm,
      metric: filter.metric({ period: ALARM_PERIOD, statistic: 'Sum' }),
      threshold: 1,
    });
  }
}
