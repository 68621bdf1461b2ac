import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CorsHttpMethod,
  HttpApi,
  HttpNoneAuthorizer,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledgements.ts';
import { ALARM_PERIOD, type AlarmDesk } from './alarm-desk.ts';
import { collectionsOf } from './collections.ts';
import { constructId, resourceName } from './names.ts';
import type { RegionFile } from './region-file.ts';
import type { RouteDescription } from './services.ts';

/** A county has some thousand desks; what goes beyond this is a script, and gets 429. */
const THROTTLE_REQUESTS_PER_SECOND = 200;
const THROTTLE_BURST_REQUESTS = 400;
/** Errors of ours within five minutes before somebody is woken; a single one is in the function's own alarm. */
const SERVER_ERRORS_ALARM = 5;

const ACCESS_LOG_FORMAT = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    time: '$context.requestTime',
    ip: '$context.identity.sourceIp',
    subject: '$context.authorizer.claims.sub',
    method: '$context.httpMethod',
    route: '$context.routeKey',
    path: '$context.path',
    status: '$context.status',
    latencyMs: '$context.responseLatency',
    responseBytes: '$context.responseLength',
    integrationError: '$context.integrationErrorMessage',
    authorizerError: '$context.authorizer.error',
  }),
);

/** The region's one door for people: the collections of the services' route tables and nothing besides. */
export class RegionApi extends Construct {
  readonly api: HttpApi;
  readonly #authorizer: HttpJwtAuthorizer;

  constructor(scope: Construct, id: string, props: { region: RegionFile; desk: AlarmDesk }) {
    super(scope, id);
    const { region, desk } = props;
    this.api = new HttpApi(this, 'Api', {
      apiName: resourceName(region.code, 'api'),
      description: `Panhuo ${region.code} ${region.name}`,
      createDefaultStage: false,
      ...(region.consoleOrigins === undefined
        ? {}
        : {
            corsPreflight: {
              allowOrigins: [...region.consoleOrigins],
              allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.PUT, CorsHttpMethod.DELETE],
              allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match', 'traceparent'],
              exposeHeaders: ['etag', 'location'],
              maxAge: Duration.hours(1),
            },
          }),
    });
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: region.retentionDays.accessLogs,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: THROTTLE_REQUESTS_PER_SECOND, burstLimit: THROTTLE_BURST_REQUESTS },
      accessLogSettings: { destination: new LogGroupLogDestination(accessLog), format: ACCESS_LOG_FORMAT },
    });
    this.#authorizer = new HttpJwtAuthorizer('Authorizer', region.oidc.issuer, {
      authorizerName: 'oidc',
      jwtAudience: [region.oidc.audience],
    });
    desk.raise({
      name: 'api-server-errors',
      metric: stage.metricServerError({ period: ALARM_PERIOD, statistic: 'Sum' }),
      threshold: SERVER_ERRORS_ALARM,
      impact: 'People get errors from the API that are not their own.',
      runbook: 'api-errors',
    });
  }

  /**
   * Leads every collection of one service to the function that answers it.
   * @throws Error when a route cannot be deployed or its function does not exist
   */
  addService(
    service: string,
    httpFunctions: ReadonlyMap<string, IFunction>,
    routes: readonly RouteDescription[],
  ): void {
    // One permission for the whole API: one per route would outgrow the function's policy of 20 KB.
    const integrations = new Map(
      [...httpFunctions].map(([lambda, httpFunction]) => [
        lambda,
        new HttpLambdaIntegration(constructId(`${service}-${lambda}`), httpFunction, { scopePermissionToRoute: false }),
      ]),
    );
    const openDoor: IHttpRouteAuthorizer = new HttpNoneAuthorizer();
    for (const { path, servedBy, isPublic, methods, methodsBelow } of collectionsOf(service, routes)) {
      const integration = integrations.get(servedBy);
      if (integration === undefined)
        throw new Error(`${path} of ${service} is served by ${servedBy}, which is no function of its`);
      const authorizer = isPublic ? openDoor : this.#authorizer;
      // Method by method: a route for ANY would also take the preflights that the API answers by itself.
      const added = [
        { path, methods },
        { path: `${path}/{proxy+}`, methods: methodsBelow },
      ]
        .filter((part) => part.methods.length > 0)
        .flatMap((part) =>
          this.api.addRoutes({ path: part.path, methods: [...part.methods], integration, authorizer }),
        );
      if (isPublic) {
        for (const httpRoute of added) {
          acknowledge(
            httpRoute,
            'AwsSolutions-APIG4',
            'A public notice may be read and objected to by everybody; the route table marks it so and the function checks what it shows.',
          );
        }
      }
    }
  }
}
