/** What the registry consists of, for the stack. */
import type { ServiceDescription } from '../../platform/service-description.ts';

export const registry = {
  name: 'registry',
  lambdas: {
    http: { memoryMb: 1024, timeoutSeconds: 29, trigger: 'http' },
    units: { memoryMb: 1024, timeoutSeconds: 29, trigger: 'http' },
    ledgers: { memoryMb: 1024, timeoutSeconds: 29, trigger: 'http' },
    evidence: { memoryMb: 1024, timeoutSeconds: 29, trigger: 'http', evidence: 'read-write' },
    consume: { memoryMb: 512, timeoutSeconds: 30, trigger: 'queue' },
    relay: { memoryMb: 512, timeoutSeconds: 30, trigger: 'events-stream', sendsTo: 'subscribers' },
    project: { memoryMb: 512, timeoutSeconds: 30, trigger: 'states-stream' },
    sweep: {
      memoryMb: 512,
      timeoutSeconds: 300,
      trigger: { cron: 'cron(0/15 * * * ? *)', timeZone: 'Asia/Shanghai' },
      sendsTo: 'subscribers',
    },
    'flag-due': {
      memoryMb: 512,
      timeoutSeconds: 900,
      trigger: { cron: 'cron(30 5 * * ? *)', timeZone: 'Asia/Shanghai' },
    },
  },
} as const satisfies ServiceDescription;
