import { randomUUID } from 'node:crypto';
import type { BusinessClock, ClockSetting } from '../clock.ts';
import type { SqsEngine } from '../engines/sqs.ts';
import type { LocalFunctions } from '../lambda/functions.ts';
import type { QueueModel, ScheduleModel } from '../template/model.ts';
import { LOCAL_ACCOUNT } from '../template/resources.ts';
import { type Recurrence, readRecurrence } from './cron.ts';

/** What one run of a schedule came to. */
export interface ScheduleRun {
  readonly schedule: string;
  /** The instant it was due, by the business clock. */
  readonly dueAt: string;
  readonly ok: boolean;
  readonly attempts: number;
  /** What the function returned, or the error's message. */
  readonly result: unknown;
}

export interface SchedulerOptions {
  readonly schedules: readonly ScheduleModel[];
  readonly queues: readonly QueueModel[];
  readonly awsRegion: string;
  readonly clock: BusinessClock;
  readonly functions: LocalFunctions;
  readonly sqs: SqsEngine;
  readonly onError: (error: unknown) => void;
}

const TICK_MS = 1_000;
/** After a crash at most this much of what was missed is run again. */
const REMEMBER_EVERY_MS = 60_000;

interface Entry {
  readonly model: ScheduleModel;
  readonly recurrence: Recurrence;
  nextMs: number | undefined;
  running: Promise<ScheduleRun> | undefined;
}

interface Due {
  readonly entry: Entry;
  readonly dueMs: number;
}

/** Runs the schedules of a region by the business clock. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #entries: Entry[];
  #timer: NodeJS.Timeout | undefined;
  #lastRememberedMs = 0;
  #catchUp: Promise<unknown> = Promise.resolve();

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#entries = options.schedules.map((model) => ({
      model,
      recurrence: readRecurrence(model.expression, model.timeZone, `Resources.${model.logicalId}.ScheduleExpression`),
      nextMs: undefined,
      running: undefined,
    }));
  }

  /** Runs by the clock from now on, beginning with what came due while no process was there (each schedule once). */
  start(): void {
    const { clock, onError } = this.#options;
    const nowMs = clock.nowMs();
    const missed = this.#dueBetween(clock.lastSeenMs ?? nowMs, nowMs);
    this.#planFrom(nowMs);
    clock.remember();
    this.#catchUp = this.#runAll(missed).catch(onError);
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Names of the schedules with when each is next due. */
  list(): { name: string; expression: string; timeZone: string; nextAt: string | undefined }[] {
    return this.#entries.map(({ model, nextMs }) => ({
      name: model.name,
      expression: model.expression,
      timeZone: model.timeZone,
      nextAt: nextMs === undefined ? undefined : new Date(nextMs).toISOString(),
    }));
  }

  /**
   * Sets the business clock. Going forward, every schedule that came due in between runs once, in the order they were due:
   * jobs catch up on missed days by themselves. Going back runs nothing.
   */
  async moveClock(setting: ClockSetting): Promise<ScheduleRun[]> {
    const { clock } = this.#options;
    const beforeMs = clock.nowMs();
    clock.set(setting);
    const nowMs = clock.nowMs();
    const due = this.#dueBetween(beforeMs, nowMs);
    this.#planFrom(nowMs);
    return this.#runAll(due);
  }

  /** Runs a schedule now, by its name or a part of it that fits no other. Throws Error for an unknown name. */
  async run(name: string): Promise<ScheduleRun> {
    const fitting = this.#entries.filter(({ model }) => model.name === name || model.logicalId === name);
    const found = fitting.length > 0 ? fitting : this.#entries.filter(({ model }) => model.name.includes(name));
    const [entry, another] = found;
    if (entry === undefined || another !== undefined) {
      const names = this.#entries.map(({ model }) => model.name).join(', ');
      throw new Error(`${entry === undefined ? 'no' : 'more than one'} schedule fits "${name}"; there are: ${names}`);
    }
    return this.#run(entry, this.#options.clock.nowMs());
  }

  /** Waits for runs under way and plans no others. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#options.clock.remember();
    await this.#catchUp;
    await Promise.all(this.#entries.map(({ running }) => running));
  }

  /** Each schedule with the first instant it was due after `fromMs` and not after `toMs`, in the order they were due. */
  #dueBetween(fromMs: number, toMs: number): readonly Due[] {
    return this.#entries
      .flatMap((entry) => {
        const dueMs = entry.model.enabled ? entry.recurrence.next(fromMs) : undefined;
        return dueMs !== undefined && dueMs <= toMs && this.#isWithinDates(entry.model, dueMs)
          ? [{ entry, dueMs }]
          : [];
      })
      .sort((a, b) => a.dueMs - b.dueMs);
  }

  async #runAll(due: readonly Due[]): Promise<ScheduleRun[]> {
    const runs: ScheduleRun[] = [];
    for (const { entry, dueMs } of due) runs.push(await this.#run(entry, dueMs));
    return runs;
  }

  #planFrom(nowMs: number): void {
    for (const entry of this.#entries) {
      const nextMs = entry.model.enabled ? entry.recurrence.next(nowMs) : undefined;
      entry.nextMs = nextMs !== undefined && this.#isWithinDates(entry.model, nextMs) ? nextMs : undefined;
    }
  }

  #tick(): void {
    const nowMs = this.#options.clock.nowMs();
    if (Math.abs(nowMs - this.#lastRememberedMs) >= REMEMBER_EVERY_MS) {
      this.#options.clock.remember();
      this.#lastRememberedMs = nowMs;
    }
    for (const entry of this.#entries) {
      const { nextMs } = entry;
      if (nextMs === undefined || nextMs > nowMs || entry.running !== undefined) continue;
      entry.nextMs = entry.recurrence.next(nowMs);
      this.#run(entry, nextMs).catch(this.#options.onError);
    }
  }

  #isWithinDates({ startDate, endDate }: ScheduleModel, dueMs: number): boolean {
    return (
      (startDate === undefined || dueMs >= Date.parse(startDate)) &&
      (endDate === undefined || dueMs <= Date.parse(endDate))
    );
  }

  async #run(entry: Entry, dueMs: number): Promise<ScheduleRun> {
    await entry.running;
    entry.running = this.#invoke(entry.model, dueMs).finally(() => {
      entry.running = undefined;
    });
    return entry.running;
  }

  async #invoke(model: ScheduleModel, dueMs: number): Promise<ScheduleRun> {
    const dueAt = new Date(dueMs).toISOString();
    const eventJson = this.#eventJson(model, dueAt);
    const result = await this.#options.functions.invokeWithRetries(model.function, eventJson);
    if (!result.ok) await this.#sendToFailureQueue(model, eventJson, result.failure.errorMessage);
    return {
      schedule: model.name,
      dueAt,
      ok: result.ok,
      attempts: result.attempts,
      result: result.ok ? (JSON.parse(result.resultJson) as unknown) : result.failure.errorMessage,
    };
  }

  #eventJson(model: ScheduleModel, dueAt: string): string {
    if (model.input !== undefined) return fillContext(model, dueAt, model.input);
    return JSON.stringify({
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: LOCAL_ACCOUNT,
      time: dueAt,
      region: this.#options.awsRegion,
      resources: [model.arn],
      detail: '{}',
    });
  }

  async #sendToFailureQueue(model: ScheduleModel, eventJson: string, errorMessage: string): Promise<void> {
    const { onFailureArn } = model.function;
    const queue = this.#options.queues.find(({ arn }) => arn === onFailureArn);
    if (queue === undefined) return;
    const message = { requestPayload: JSON.parse(eventJson) as unknown, responsePayload: { errorMessage } };
    await this.#options.sqs.client.call('SendMessage', {
      QueueUrl: queue.url,
      MessageBody: JSON.stringify(message),
    });
  }
}

/** The context attributes that a schedule's input may name. */
function fillContext(model: ScheduleModel, dueAt: string, input: string): string {
  const attributes: Readonly<Record<string, string>> = {
    '<aws.scheduler.schedule-arn>': model.arn,
    '<aws.scheduler.scheduled-time>': dueAt,
    '<aws.scheduler.execution-id>': randomUUID(),
    '<aws.scheduler.attempt-number>': '1',
  };
  return input.replace(/<aws\.scheduler\.[a-z-]+>/g, (name) => attributes[name] ?? name);
}
