/** What a function is told by the stack: its environment and the two data files beside its bundle. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICE_NAMES, type ServiceName } from '../../contracts/services.ts';
import type { HolidayCalendar } from '../calendar.ts';

/**
 * A variable of the environment.
 * @throws Error naming the variable when the stack did not set it
 */
export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
}

export function serviceName(): ServiceName {
  const name = variable('SERVICE');
  const known = SERVICE_NAMES.find((service) => service === name);
  if (!known) throw new Error(`SERVICE names no service: ${name}`);
  return known;
}

/** Queue URLs given to this function, by service. */
export function queueUrls(): Partial<Record<ServiceName, string>> {
  const urls = SERVICE_NAMES.map((service) => [service, process.env[`QUEUE_URL_${service.toUpperCase()}`]] as const);
  return Object.fromEntries(urls.filter(([, url]) => url !== undefined));
}

const besideBundle = (file: string): unknown =>
  JSON.parse(readFileSync(join(variable('LAMBDA_TASK_ROOT'), file), 'utf8'));

/** The region's policy pack. It was validated when the stack was synthesized; here it is only read. */
export const deployedPolicy = <Policy>(): Policy => besideBundle('policy.json') as Policy;
export const deployedHolidays = (): HolidayCalendar => besideBundle('holidays.json') as HolidayCalendar;
