import type { ClockSetting } from './clock.ts';
import type { Backlog } from './quiet.ts';
import type { ScheduleRun, Scheduler } from './schedules/scheduler.ts';
import type { ClaimChoices, SignIn } from './sign-in.ts';
import type { RegionModel } from './template/model.ts';

export interface StartOptions {
  /** Region code, as `653127`. */
  readonly region: string;
  /** Where everything is kept; `temporary` is removed at stop and keeps queues in memory, which is faster. */
  readonly dataDirectory: string | 'temporary';
  /** 0 lets the system choose. */
  readonly port: number;
  readonly clock?: ClockSetting;
  /** A cloud assembly to run; without it the project is synthesized when its sources are newer than `cdk.out`. */
  readonly assemblyDirectory?: string;
  /** Told about errors of pollers and schedules, which go on by themselves. Default: one line on standard error. */
  readonly onError?: (error: unknown) => void;
}

/** A region that runs on this machine. */
export interface LocalRegion {
  readonly code: string;
  readonly url: string;
  readonly model: RegionModel;
  readonly signIn: SignIn;
  readonly dataDirectory: string;
  readonly endpoints: { readonly dynamodb: string; readonly sqs: string; readonly s3: string };
  /** A token of one of the people (`village-accountant`, …) or of anybody with `choices.roles` given. */
  token(person: string, choices?: ClaimChoices): Promise<string>;
  clock(): { readonly today: string; readonly now: string; readonly offsetMs: number };
  /** Sets the business clock; forward runs what came due in between, once each. Throws ClockError. */
  moveClock(setting: ClockSetting): Promise<ScheduleRun[]>;
  schedules(): ReturnType<Scheduler['list']>;
  /** Runs a schedule now. Throws Error for an unknown name. */
  runSchedule(name: string): Promise<ScheduleRun>;
  /** Waits until streams and queues are drained and no function runs. Throws NotQuietError. */
  waitUntilIdle(timeoutMs?: number): Promise<void>;
  backlog(): Promise<Backlog>;
  /** Moves the dead letters of a queue (named by either of the two) back to it. Throws UnknownNameError. */
  redrive(name: string): Promise<{ readonly from: string; readonly to: string; readonly moved: number }>;
  /** `registry` or a full name. Each throws UnknownNameError. */
  queueUrl(name: string): string;
  tableName(name: string): string;
  bucketName(name?: string): string;
  stop(): Promise<void>;
}
