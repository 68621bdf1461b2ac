import { asInteger, asRecord, asText, optional, TemplateError } from './json.ts';
import type { ApiCorsModel, ApiModel, AuthorizerModel, FunctionModel, RouteModel } from './model.ts';
import { findFunction } from './read-compute.ts';
import { textList } from './read-data.ts';
import type { Resource, TemplateResources } from './resources.ts';

/** What API Gateway waits for an integration when the template does not say. */
const DEFAULT_INTEGRATION_TIMEOUT_MS = 30_000;

/** The HTTP API of the template; undefined when it has none. Throws TemplateError when there are several. */
export function readApi(resources: TemplateResources, functions: readonly FunctionModel[]): ApiModel | undefined {
  const [api, another] = resources.ofType('AWS::ApiGatewayV2::Api');
  if (api === undefined) return undefined;
  if (another !== undefined) throw new TemplateError(another.path, 'more than one HTTP API is not supported');
  if (api.properties.ProtocolType !== 'HTTP') throw new TemplateError(api.path, 'only HTTP APIs are supported');
  checkStages(resources);
  const integrations = new Map(
    resources.ofType('AWS::ApiGatewayV2::Integration').map((integration) => [integration.logicalId, integration]),
  );
  const authorizers = new Map(
    resources
      .ofType('AWS::ApiGatewayV2::Authorizer')
      .map((authorizer) => [authorizer.logicalId, readAuthorizer(authorizer)]),
  );
  return {
    logicalId: api.logicalId,
    routes: resources
      .ofType('AWS::ApiGatewayV2::Route')
      .map((route) => readRoute(route, integrations, authorizers, functions)),
    cors: readCors(api),
  };
}

function checkStages(resources: TemplateResources): void {
  const stages = resources.ofType('AWS::ApiGatewayV2::Stage');
  const [stage] = stages;
  if (stage === undefined || stages.length > 1) throw new TemplateError('Resources', 'expected one API stage');
  if (stage.properties.StageName !== '$default') {
    throw new TemplateError(stage.path, 'only the stage $default is supported');
  }
  if (stage.properties.AutoDeploy !== true) throw new TemplateError(stage.path, 'only AutoDeploy is supported');
}

function readAuthorizer({ logicalId, path, properties }: Resource): AuthorizerModel {
  if (properties.AuthorizerType !== 'JWT') throw new TemplateError(path, 'only JWT authorizers are supported');
  const sources = textList(properties.IdentitySource, `${path}.IdentitySource`);
  if (sources.length !== 1 || sources[0] !== '$request.header.Authorization') {
    throw new TemplateError(path, 'only $request.header.Authorization is supported as identity source');
  }
  const configuration = asRecord(properties.JwtConfiguration, `${path}.JwtConfiguration`);
  return {
    logicalId,
    issuer: asText(configuration.Issuer, `${path}.JwtConfiguration.Issuer`),
    audiences: textList(configuration.Audience, `${path}.JwtConfiguration.Audience`),
  };
}

function readRoute(
  { logicalId, path, properties }: Resource,
  integrations: ReadonlyMap<string, Resource>,
  authorizers: ReadonlyMap<string, AuthorizerModel>,
  functions: readonly FunctionModel[],
): RouteModel {
  const target = asText(properties.Target, `${path}.Target`);
  const integration = integrations.get(target.replace(/^integrations\//, ''));
  if (integration === undefined) throw new TemplateError(`${path}.Target`, `no integration ${target}`);
  const settings = integration.properties;
  if (settings.IntegrationType !== 'AWS_PROXY' || settings.PayloadFormatVersion !== '2.0') {
    throw new TemplateError(integration.path, 'only AWS_PROXY integrations with payload format 2.0 are supported');
  }
  const type = properties.AuthorizationType ?? 'NONE';
  if (type !== 'NONE' && type !== 'JWT')
    throw new TemplateError(path, `authorization ${String(type)} is not supported`);
  const authorizer = type === 'JWT' ? authorizers.get(asText(properties.AuthorizerId, path)) : undefined;
  if (type === 'JWT' && authorizer === undefined) throw new TemplateError(path, 'JWT authorization without authorizer');
  const uri = asText(settings.IntegrationUri, `${integration.path}.IntegrationUri`);
  const functionArn = /functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1] ?? uri;
  return {
    logicalId,
    routeKey: asText(properties.RouteKey, `${path}.RouteKey`),
    function: findFunction(functions, functionArn, integration.path),
    timeoutMs: optional(settings.TimeoutInMillis, integration.path, asInteger) ?? DEFAULT_INTEGRATION_TIMEOUT_MS,
    authorizer,
    scopes: textList(properties.AuthorizationScopes, path),
  };
}

function readCors({ path, properties }: Resource): ApiCorsModel | undefined {
  return optional(properties.CorsConfiguration, `${path}.CorsConfiguration`, (value, at) => {
    const cors = asRecord(value, at);
    return {
      allowedOrigins: textList(cors.AllowOrigins, at),
      allowedMethods: textList(cors.AllowMethods, at),
      allowedHeaders: textList(cors.AllowHeaders, at),
      exposedHeaders: textList(cors.ExposeHeaders, at),
      maxAgeSeconds: optional(cors.MaxAge, at, asInteger),
      allowCredentials: cors.AllowCredentials === true,
    };
  });
}
