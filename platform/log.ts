/**
 * Logs are an API: each line has a stable code, alarms and tests rely on it, and nothing personal or secret goes in.
 * One catalogue says what every code means.
 */
import { Logger } from '@aws-lambda-powertools/logger';

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

/** The structured log of a function: JSON lines with service, function and request id. */
export function functionLog(service: string): Log {
  const logger = new Logger({ serviceName: service });
  return {
    info: (code, fields = {}) => logger.info(LOG_CODES[code], { code, ...fields }),
    warn: (code, fields = {}) => logger.warn(LOG_CODES[code], { code, ...fields }),
    error: (code, error, fields = {}) => logger.error(LOG_CODES[code], { code, ...fields, error: asError(error) }),
  };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
