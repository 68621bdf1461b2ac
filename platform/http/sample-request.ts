/** What API Gateway hands over for a request, for tests and measurements that have no gateway. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

export interface SampleRequest {
  readonly method: string;
  /** Path with or without `{parameters}`; `params` fill them. */
  readonly path: string;
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** A header of no value is not sent. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as it is sent; of anything but a text, its JSON. */
  readonly body?: unknown;
  readonly base64?: boolean | undefined;
  readonly requestId: string;
}

/** The event of payload format 2.0, as far as a service reads it. */
export function requestEvent(request: SampleRequest): APIGatewayProxyEventV2 {
  const { method, params, query, headers, body, base64, requestId } = request;
  const rawPath = request.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ''));
  const routeKey = `${method} /${rawPath.split('/')[1]}/{proxy+}`;
  const event = {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
    ...(query ? { queryStringParameters: query } : {}),
    requestContext: { http: { method, path: rawPath }, requestId, routeKey, stage: '$default' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: base64 === true,
  };
  return event as unknown as APIGatewayProxyEventV2;
}
