/**
 * What a program needs to talk to a region over HTTP as one person: idempotency keys, If-Match, problems as errors, and patience
 * when the region is busy. It repeats a request only with the same key, so that nothing happens twice.
 */

/** The region refused a request. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;
  /** Last part of the problem's type, e.g. `stale-version`. */
  readonly code: string;
  readonly detail: string;

  constructor(request: string, status: number, problem: Readonly<Record<string, unknown>>) {
    const code = String(problem.type ?? 'unknown').replace('urn:panhuo:problem:', '');
    const places = Array.isArray(problem.errors) ? ` ${JSON.stringify(problem.errors.slice(0, 3))}` : '';
    const detail = [problem.title, problem.titleEn, problem.detail].filter(Boolean).join(' / ') + places;
    super(`${request}: ${status} ${code} — ${detail}`);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

/** The region cannot be reached. The message is meant for people. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

export interface Reply<T> {
  readonly status: number;
  readonly body: T;
  /** From the ETag, where the answer is one aggregate. */
  readonly version: number | undefined;
  /** The command had been accepted before; this is its first answer again. */
  readonly replayed: boolean;
}

/** An answer read to its end. */
interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface CommandOptions {
  readonly key: string;
  /** Version the sender has seen; sent as If-Match. */
  readonly version?: number | undefined;
}

export interface RegionClientOptions {
  readonly url: string;
  readonly token: string;
  /** Longest wait for one answer. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 60_000;
const ATTEMPTS_MAX = 6;
const FIRST_PAUSE_MS = 200;
/** Answers after which the same request may be sent again: too many requests, busy, and what a gateway says on its own. */
const PASSING = new Set([429, 502, 503, 504]);

export class RegionClient {
  readonly url: string;
  readonly #token: string;
  readonly #timeoutMs: number;

  constructor(options: RegionClientOptions) {
    this.url = options.url.replace(/\/+$/, '');
    this.#token = options.token;
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  }

  /** Reads. @throws RefusedError, UnreachableError */
  get<T = Readonly<Record<string, unknown>>>(
    path: string,
    query: Readonly<Record<string, string | number | undefined>> = {},
  ): Promise<Reply<T>> {
    const given = Object.entries(query).filter((pair): pair is [string, string | number] => pair[1] !== undefined);
    const search = new URLSearchParams(
      given.map(([name, value]): [string, string] => [name, String(value)]),
    ).toString();
    return this.#send('GET', search === '' ? path : `${path}?${search}`, {}, undefined);
  }

  /** Sends a command. @throws RefusedError, UnreachableError */
  post<T = Readonly<Record<string, unknown>>>(path: string, body: unknown, options: CommandOptions): Promise<Reply<T>> {
    return this.postText(path, body === undefined ? undefined : JSON.stringify(body), options);
  }

  /** Sends a command whose JSON is written already. */
  postText<T>(path: string, json: string | undefined, { key, version }: CommandOptions): Promise<Reply<T>> {
    const headers: Record<string, string> = { 'idempotency-key': key };
    if (json !== undefined) headers['content-type'] = 'application/json';
    if (version !== undefined) headers['if-match'] = `"${version}"`;
    return this.#send('POST', path, headers, json);
  }

  async #send<T>(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string | undefined,
  ): Promise<Reply<T>> {
    const request = `${method} ${path}`;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#once(method, path, headers, body, attempt === ATTEMPTS_MAX);
      if (answer?.ok) {
        const version = /^"(\d+)"$/.exec(answer.headers.get('etag') ?? '')?.[1];
        return {
          status: answer.status,
          body: (answer.text === '' ? undefined : JSON.parse(answer.text)) as T,
          version: version === undefined ? undefined : Number(version),
          replayed: answer.headers.get('idempotency-replayed') === 'true',
        };
      }
      if (answer && (!PASSING.has(answer.status) || attempt === ATTEMPTS_MAX)) {
        throw new RefusedError(request, answer.status, problemOf(answer.text));
      }
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random())));
    }
  }

  /** One attempt; undefined when no answer came and another attempt is left. */
  async #once(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string | undefined,
    last: boolean,
  ): Promise<Answer | undefined> {
    // Not AbortSignal.timeout: it would hold request and answer until its time is over, and an import sends hundreds within it.
    const patience = new AbortController();
    const timer = setTimeout(
      () => patience.abort(new Error(`no answer within ${this.#timeoutMs} ms`)),
      this.#timeoutMs,
    );
    try {
      const response = await fetch(this.url + path, {
        method,
        headers: { authorization: `Bearer ${this.#token}`, ...headers },
        body: body ?? null,
        signal: patience.signal,
      });
      return { ok: response.ok, status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      if (!last) return undefined;
      const cause =
        error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : String(error);
      throw new UnreachableError(`${this.url} 无法连接 / cannot be reached: ${cause}`);
    } finally {
      clearTimeout(timer);
    }
  }
}

function problemOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { type: 'unknown', title: text.slice(0, 200) };
  }
}
