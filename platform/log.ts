/**
 * Logs are an API: each line has a stable code, alarms and tests rely on it, and nothing personal or secret goes in.
 * One catalogue says what every code means.
 */
export const LOG_CODES = {
  'request.done': 'a request was answered',
  'request.failed': 'a request ended in an unexpected error and answered 500',
  'message.done': 'a message took effect, or had taken effect before',
  'message.quarantined': 'a message can never take effect; it lies in quarantine with its reason',
  'message.retry': 'a message failed for a passing reason and will be delivered again',
  'relay.sent': 'events were handed to the queues of their subscribers',
  'relay.failed': 'events could not be handed over; the stream delivers them again',
  'sweep.resent': 'events that had never left were sent again',
  'sweep.done': 'the sweeper has looked through its hours',
  'projection.failed': 'read models could not follow; the stream delivers the states again',
  'projection.done': 'read models follow the states of this batch',
  'job.done': 'a daily job has run',
  'job.failed': 'a daily job could not finish; it runs again',
} as const;

export type LogCode = keyof typeof LOG_CODES;
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Log {
  info(code: LogCode, fields?: LogFields): void;
  warn(code: LogCode, fields?: LogFields): void;
  error(code: LogCode, error: unknown, fields?: LogFields): void;
}

/** A cause within a cause within a cause … ends somewhere. */
const CAUSES_MAX = 5;
const TRACE_ROOT = /^Root=([^;]+)/;

/** The structured log of a function: one JSON line each, with service, code and the trace it belongs to. */
export function functionLog(service: string, write: (line: string) => void = toStandardOutput): Log {
  const line = (level: 'INFO' | 'WARN' | 'ERROR', code: LogCode, fields: LogFields, error?: ErrorFacts): void =>
    write(
      JSON.stringify({
        level,
        message: LOG_CODES[code],
        timestamp: new Date().toISOString(),
        service,
        xray_trace_id: TRACE_ROOT.exec(process.env._X_AMZN_TRACE_ID ?? '')?.[1],
        code,
        ...fields,
        error,
      }),
    );
  return {
    info: (code, fields = {}) => line('INFO', code, fields),
    warn: (code, fields = {}) => line('WARN', code, fields),
    error: (code, error, fields = {}) => line('ERROR', code, fields, factsOf(error, CAUSES_MAX)),
  };
}

/** Writes one line where Lambda takes logs and metrics from. */
export const toStandardOutput = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

interface ErrorFacts {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause: ErrorFacts | undefined;
}

/** Nothing else of an error: the fields that libraries hang on theirs hold whole items, with the people in them. */
function factsOf(thrown: unknown, causes: number): ErrorFacts {
  const { name, message, stack, cause } = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { name, message, stack, cause: cause === undefined || causes === 0 ? undefined : factsOf(cause, causes - 1) };
}
