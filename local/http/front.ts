import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { LOOPBACK, listen } from '../engines/ports.ts';
import type { LocalFunctions } from '../lambda/functions.ts';
import type { InvokeResult } from '../lambda/pool.ts';
import type { ApiModel, RouteModel } from '../template/model.ts';
import { type Authorization, JwtAuthorizer } from './authorizer.ts';
import { corsHeaders, preflightAnswer } from './cors.ts';
import { gatewayAnswer, type HttpAnswer, makeHttpEvent, readHttpResult } from './event.ts';
import { RouteTable } from './routes.ts';

/** API Gateway takes no larger body. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** A synchronous Lambda invocation takes and gives no more, whatever API Gateway would let through. */
export const MAX_INVOCATION_BYTES = 6 * 1024 * 1024;

/** What stands behind the front once the region is ready. */
export interface FrontTarget {
  readonly api: ApiModel | undefined;
  readonly functions: LocalFunctions;
  readonly jwksUri: string;
  /** Answers requests below `/_local`. */
  control(request: IncomingMessage, body: Buffer): Promise<HttpAnswer>;
}

/** The region's door: API Gateway's HTTP API, and the control endpoints of this machine below `/_local`. */
export class HttpFront {
  readonly #server: Server;
  #target: (FrontTarget & { readonly routes: RouteTable; readonly authorizer: JwtAuthorizer }) | undefined;
  #port = 0;

  constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  get url(): string {
    return `http://${LOOPBACK}:${this.#port}`;
  }

  /** Listens, so that the address is known. Until `open` every request gets 503. Throws PortTakenError. */
  async listen(port: number): Promise<void> {
    this.#port = await listen(this.#server, port);
  }

  open(target: FrontTarget): void {
    this.#target = {
      ...target,
      control: target.control.bind(target),
      routes: new RouteTable(target.api?.routes ?? []),
      authorizer: new JwtAuthorizer(target.jwksUri),
    };
  }

  /** Takes no new requests and waits for those under way. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    // A connection that was busy a moment ago may stay open for its keep-alive time; nobody will be served on it.
    const sweep = setInterval(() => this.#server.closeIdleConnections(), 20);
    await closed;
    clearInterval(sweep);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let answer: HttpAnswer;
    try {
      answer = await this.#answer(request);
    } catch {
      answer = gatewayAnswer(500, 'Internal Server Error');
    }
    const cors = corsHeaders(this.#target?.api?.cors, request);
    const headers: Record<string, string | readonly string[]> = { ...answer.headers, ...cors };
    if (answer.cookies.length > 0) headers['set-cookie'] = answer.cookies;
    // A body that was refused half way stays unread: the connection cannot be used again.
    if (!request.complete) headers.connection = 'close';
    headers['content-length'] = String(answer.body.length);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.writeHead(answer.status);
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  }

  async #answer(request: IncomingMessage): Promise<HttpAnswer> {
    const target = this.#target;
    if (target === undefined) return gatewayAnswer(503, 'Service Unavailable');
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const body = await readBody(request);
    if (path === '/_local' || path.startsWith('/_local/')) {
      return target.control(request, body ?? Buffer.alloc(0));
    }
    const preflight = preflightAnswer(target.api?.cors, request);
    if (preflight !== undefined) return preflight;
    const match = target.routes.find(request.method ?? 'GET', path);
    if (match === undefined) return gatewayAnswer(404, 'Not Found');
    const { route } = match;
    let authorization: Authorization | undefined;
    if (route.authorizer !== undefined) {
      authorization = await target.authorizer.check(route.authorizer, route.scopes, request.headers.authorization);
      if (!authorization.allowed) return refusal(authorization.status);
    }
    if (body === undefined) return gatewayAnswer(413, 'Request Entity Too Large');
    const requestId = randomUUID();
    const event = makeHttpEvent(request, body, match, authorization?.allowed ? authorization : undefined, requestId);
    const eventJson = JSON.stringify(event);
    if (Buffer.byteLength(eventJson) > MAX_INVOCATION_BYTES) return gatewayAnswer(413, 'Request Entity Too Large');
    const answer = await invokeWithin(route, target.functions.invokeJson(route.function, eventJson));
    return { ...answer, headers: { ...answer.headers, 'apigw-requestid': requestId } };
  }
}

const refusal = (status: 401 | 403): HttpAnswer => {
  const answer = gatewayAnswer(status, status === 401 ? 'Unauthorized' : 'Forbidden');
  return status === 401 ? { ...answer, headers: { ...answer.headers, 'www-authenticate': 'Bearer' } } : answer;
};

/** Waits for the function no longer than the integration's timeout; the function itself goes on, as in the cloud. */
async function invokeWithin(route: RouteModel, invocation: Promise<InvokeResult>): Promise<HttpAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), route.timeoutMs);
  });
  const result = await Promise.race([invocation, timeout]);
  clearTimeout(timer);
  if (result === 'timeout') return gatewayAnswer(503, 'Service Unavailable');
  if (!result.ok || result.resultJson.length > MAX_INVOCATION_BYTES) return gatewayAnswer(500, 'Internal Server Error');
  return readHttpResult(result.resultJson) ?? gatewayAnswer(500, 'Internal Server Error');
}

/** The body; undefined when it is over the limit. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > MAX_BODY_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  // `for await` would destroy the request when left early, and the refusal could not be sent.
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_BODY_BYTES) chunks.push(chunk);
      else resolve(undefined);
    });
    request.on('end', () => resolve(length > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks)));
    request.on('error', reject);
  });
}
