import type { IncomingMessage } from 'node:http';
import { ClockError, type ClockSetting } from './clock.ts';
import { gatewayAnswer, type HttpAnswer } from './http/event.ts';
import type { LocalRegion } from './local-region.ts';
import { isSetAside, UnknownNameError } from './names.ts';
import { unitOf } from './people.ts';
import { NotQuietError } from './quiet.ts';
import { type ClaimChoices, UnknownPersonError } from './sign-in.ts';

/** How long `POST /_local/idle` waits when the caller does not say. */
const DEFAULT_IDLE_TIMEOUT_MS = 30_000;

/** The body or path of a control request is not what the endpoint takes. */
class ControlError extends Error {
  override readonly name = 'ControlError';
}

interface ControlRequest {
  readonly body: Readonly<Record<string, unknown>>;
  readonly name: string;
  readonly wantsHtml: boolean;
}

type ControlHandler = (region: LocalRegion, request: ControlRequest) => Promise<unknown> | unknown;

const HANDLERS: readonly (readonly [method: string, path: RegExp, handler: ControlHandler])[] = [
  ['GET', /^\/_local\/?$/, (region, { wantsHtml }) => (wantsHtml ? overviewPage(region) : overview(region))],
  ['POST', /^\/_local\/token$/, issueToken],
  ['GET', /^\/_local\/clock$/, (region) => region.clock()],
  ['POST', /^\/_local\/clock$/, moveClock],
  ['GET', /^\/_local\/schedules$/, (region) => region.schedules()],
  ['POST', /^\/_local\/schedules\/([^/]+)\/run$/, (region, { name }) => region.runSchedule(name)],
  ['POST', /^\/_local\/idle$/, waitUntilIdle],
  ['GET', /^\/_local\/queues$/, (region) => region.backlog()],
  ['POST', /^\/_local\/queues\/([^/]+)\/redrive$/, redrive],
];

/** Answers requests below `/_local`: the knobs of this machine, which the cloud does not have. */
export async function answerControl(region: LocalRegion, request: IncomingMessage, body: Buffer): Promise<HttpAnswer> {
  // A page from elsewhere that resolves its name to this machine must not turn the knobs.
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (host !== '127.0.0.1' && host !== 'localhost') return gatewayAnswer(403, 'Forbidden');
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  for (const [method, pattern, handler] of HANDLERS) {
    const [matched, name] = pattern.exec(path) ?? [];
    if (matched === undefined || method !== request.method) continue;
    try {
      const wantsHtml = (request.headers.accept ?? '').includes('text/html');
      const result = await handler(region, { body: readBody(body), name: decodeURIComponent(name ?? ''), wantsHtml });
      return typeof result === 'string' ? page(result) : json(200, result);
    } catch (error) {
      return refusal(error);
    }
  }
  return gatewayAnswer(404, 'Not Found');
}

const KNOWN_ERRORS = [ControlError, ClockError, UnknownNameError, UnknownPersonError];

function refusal(error: unknown): HttpAnswer {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof NotQuietError) return json(504, { message });
  return json(KNOWN_ERRORS.some((known) => error instanceof known) ? 400 : 500, { message });
}

function json(status: number, value: unknown): HttpAnswer {
  const body = Buffer.from(`${JSON.stringify(value ?? {}, null, 2)}\n`);
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, cookies: [], body };
}

const page = (html: string): HttpAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  cookies: [],
  body: Buffer.from(html),
});

function readBody(body: Buffer): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  try {
    const parsed = JSON.parse(body.toString('utf8')) as unknown;
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // Told below, in one sentence for both cases.
  }
  throw new ControlError('the body must be a JSON object');
}

async function issueToken(region: LocalRegion, { body }: ControlRequest): Promise<object> {
  const { person, sub, name, roles, unit } = body;
  if (typeof person !== 'string') throw new ControlError('"person" must name who signs in');
  const text = (value: unknown, field: string) => {
    if (typeof value !== 'string') throw new ControlError(`"${field}" must be text`);
    return value;
  };
  if (roles !== undefined && !(Array.isArray(roles) && roles.every((role) => typeof role === 'string'))) {
    throw new ControlError('"roles" must be a list of texts');
  }
  const choices: ClaimChoices = {
    ...(sub === undefined ? {} : { sub: text(sub, 'sub') }),
    ...(name === undefined ? {} : { name: text(name, 'name') }),
    ...(unit === undefined ? {} : { unit: text(unit, 'unit') }),
    ...(roles === undefined ? {} : { roles: roles as string[] }),
  };
  return { token: await region.token(person, choices), token_type: 'Bearer' };
}

async function moveClock(region: LocalRegion, { body }: ControlRequest): Promise<object> {
  const { today, now } = body;
  const setting: ClockSetting | undefined =
    typeof today === 'string' && now === undefined
      ? { today }
      : typeof now === 'string' && today === undefined
        ? { now }
        : undefined;
  if (setting === undefined) throw new ControlError('give either "today" (2026-01-31) or "now" (an ISO instant)');
  const runs = await region.moveClock(setting);
  return { ...region.clock(), runs };
}

async function waitUntilIdle(region: LocalRegion, { body }: ControlRequest): Promise<object> {
  const timeoutMs = body.timeoutMs ?? DEFAULT_IDLE_TIMEOUT_MS;
  if (typeof timeoutMs !== 'number' || !(timeoutMs >= 0)) throw new ControlError('"timeoutMs" must be a number');
  const startMs = Date.now();
  await region.waitUntilIdle(timeoutMs);
  return { idle: true, waitedMs: Date.now() - startMs };
}

async function redrive(region: LocalRegion, { name }: ControlRequest): Promise<object> {
  return region.redrive(name);
}

function overview(region: LocalRegion): object {
  const { model, signIn } = region;
  return {
    region: region.code,
    api: region.url,
    clock: region.clock(),
    endpoints: region.endpoints,
    signIn: { url: signIn.url, issuer: signIn.issuer, token: `POST ${region.url}/_local/token {"person": "…"}` },
    people: signIn.people.map((person) => ({
      person: person.id,
      name: person.name,
      title: person.title,
      unit: unitOf(region.code, person),
    })),
    routes: model.api?.routes.map(({ routeKey }) => routeKey).sort() ?? [],
    tables: model.tables.map(({ name }) => name),
    queues: model.queues.map((queue) => ({ name: queue.name, url: queue.url, setAside: isSetAside(model, queue) })),
    buckets: model.buckets.map(({ name }) => name),
    schedules: region.schedules(),
    data: region.dataDirectory,
  };
}

const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

function overviewPage(region: LocalRegion): string {
  const row = (...cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
  const people = region.signIn.people.map((person) =>
    row(person.id, person.name, person.title, unitOf(region.code, person)),
  );
  const routeKeys = (region.model.api?.routes ?? []).map(({ routeKey }) => routeKey.split(' '));
  const byPath = Map.groupBy(routeKeys, ([, path = '']) => path.replace('{proxy+}', '…'));
  const routes = [...byPath]
    .map(([path, keys]) =>
      row(
        path,
        keys
          .map(([method]) => method)
          .sort()
          .join(' '),
      ),
    )
    .sort();
  const schedules = region
    .schedules()
    .map((entry) => row(entry.name, `${entry.expression} ${entry.timeZone}`, entry.nextAt ?? ''));
  const { today, now } = region.clock();
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Panhuo ${escapeHtml(region.code)}</title>
<style>body{font:15px/1.5 sans-serif;margin:2rem;max-width:70rem}td{padding:.1rem 1rem .1rem 0}code{background:#eee;padding:.1rem .3rem}</style>
<h1>Panhuo ${escapeHtml(region.code)} on this machine</h1>
<p>API <code>${escapeHtml(region.url)}</code> · business day <b>${escapeHtml(today)}</b> (${escapeHtml(now)})</p>
<h2>Sign in as</h2><p><code>curl -s ${escapeHtml(region.url)}/_local/token -d '{"person":"village-accountant"}'</code></p>
<table>${people.join('')}</table>
<h2>Schedules</h2><table>${schedules.join('')}</table>
<h2>Routes</h2><p>As the gateway knows them; each operation with its parameters and bodies stands in <code>docs/reference/openapi.yaml</code>.</p><table>${routes.join('')}</table></html>`;
}
