/**
 * How a service says, as pure data, which functions it has and how each is woken. The infrastructure builds the
 * stack from it and the bundler finds the entry points from it, so that a function is declared in exactly one place.
 */
import type { ServiceName } from '../contracts/services.ts';

/** A function woken by the clock. `cron` is an EventBridge Scheduler expression, e.g. `cron(0 6 * * ? *)`. */
export interface ScheduleTrigger {
  readonly cron: string;
  /** IANA name, e.g. `Asia/Shanghai`; deadlines are calendar dates there. */
  readonly timeZone: string;
}

/**
 * What wakes a function: an HTTP request, the service's own queue, newly inserted event items of its table,
 * written state items of its table, or the clock.
 */
export type LambdaTrigger = 'http' | 'queue' | 'events-stream' | 'states-stream' | ScheduleTrigger;

/** One function of a service. Its code is `services/<service>/lambdas/<name>.ts`, which exports `handler`. */
export interface LambdaDescription {
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly trigger: LambdaTrigger;
  /** The function may send to the queues of the services of its region, and gets their addresses. */
  readonly sendsTo?: 'subscribers';
  /** The function may read and write evidence documents, and gets the bucket's name. */
  readonly evidence?: 'read-write';
}

/** One service: its name and its functions by name. */
export interface ServiceDescription {
  readonly name: ServiceName;
  readonly lambdas: Readonly<Record<string, LambdaDescription>>;
}
