import { Agent, request } from 'node:http';

/** What every local engine accepts as a signer. Nothing outside this machine knows it. */
export const LOCAL_CREDENTIALS = { accessKeyId: 'LOCALPANHUO', secretAccessKey: 'local-secret-of-panhuo' } as const;

/** An engine refused a call. `type` is the AWS error name without its namespace, as `ResourceInUseException`. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly type: string;

  constructor(operation: string, type: string, message: string) {
    super(`${operation}: ${type}: ${message}`);
    this.type = type;
  }
}

/** One AWS service that speaks the AWS JSON protocol, at one address. */
export interface AwsJsonClient {
  /** Calls an operation and returns its answer untouched. Throws EngineError for a refusal, Error when unreachable. */
  call<Answer>(operation: string, input: object): Promise<Answer>;
  close(): void;
}

/**
 * A plain client for the JSON protocol of DynamoDB and SQS. Used for control work and pollers in place of the SDK because
 * a stream record must reach a function exactly as the engine wrote it, not decoded and encoded again.
 */
export function awsJsonClient(options: {
  readonly endpoint: string;
  readonly target: string;
  readonly service: string;
  readonly awsRegion: string;
}): AwsJsonClient {
  const agent = new Agent({ keepAlive: true });
  const url = new URL(options.endpoint);
  // The local engines read key and region from this header and check no signature.
  const authorization =
    `AWS4-HMAC-SHA256 Credential=${LOCAL_CREDENTIALS.accessKeyId}/20260101/${options.awsRegion}/${options.service}/aws4_request, ` +
    'SignedHeaders=host, Signature=0000';
  return {
    close: () => agent.destroy(),
    call: <Answer>(operation: string, input: object) =>
      new Promise<Answer>((resolve, reject) => {
        const body = JSON.stringify(input);
        const outgoing = request(
          {
            agent,
            host: url.hostname,
            port: url.port,
            method: 'POST',
            path: '/',
            headers: {
              'content-type': 'application/x-amz-json-1.0',
              'content-length': Buffer.byteLength(body),
              'x-amz-target': `${options.target}.${operation}`,
              'x-amz-date': '20260101T000000Z',
              authorization,
            },
          },
          (incoming) => {
            const chunks: Buffer[] = [];
            incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
            incoming.on('error', reject);
            incoming.on('end', () => {
              const text = Buffer.concat(chunks).toString('utf8');
              if (incoming.statusCode === 200) resolve(JSON.parse(text === '' ? '{}' : text) as Answer);
              else reject(refusal(operation, incoming.statusCode, text));
            });
          },
        );
        outgoing.on('error', reject);
        outgoing.end(body);
      }),
  };
}

function refusal(operation: string, status: number | undefined, text: string): EngineError {
  try {
    const parsed = JSON.parse(text) as { __type?: string; message?: string; Message?: string };
    const type = (parsed.__type ?? `HTTP ${status}`).split('#').at(-1) ?? '';
    return new EngineError(operation, type, parsed.message ?? parsed.Message ?? '');
  } catch {
    return new EngineError(operation, `HTTP ${status}`, text.slice(0, 200));
  }
}
