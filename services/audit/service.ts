/** What audit consists of, for the stack. */
import type { ServiceDescription } from '../../platform/service-description.ts';

export const audit = {
  name: 'audit',
  lambdas: {
    http: { memoryMb: 1024, timeoutSeconds: 29, trigger: 'http' },
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
  },
} as const satisfies ServiceDescription;
