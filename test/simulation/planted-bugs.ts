/** Mistakes that somebody could make, one at a time: the simulator is worth something only if it finds each of them. */
import { consumeMessage } from '../../platform/consume.ts';
import { consumeBatch } from '../../platform/lambda/consume.ts';
import type { project } from '../../platform/projection.ts';
import { receiptRows, type relayBatch, sendToSubscribers } from '../../platform/relay.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import type { Commit, CommitOutcome, Key, Row, RowWrite, StateItem } from '../../platform/store/store.ts';
import { GRACE_MS, sweep } from '../../platform/sweep.ts';

export interface PlantedBug {
  readonly table?: () => MemoryStore;
  readonly relay?: typeof relayBatch;
  readonly consume?: typeof consumeBatch;
  readonly project?: typeof project;
  readonly sweep?: typeof sweep;
  readonly noSweeper?: true;
  /** Deciders that let people approve what they proposed. */
  readonly ownApproval?: true;
  /** Jobs that do not run again after a missed day. */
  readonly jobsForget?: true;
}

const bareVersion = (store: MemoryStore, commit: Commit): number =>
  Number((store.items.get(`${commit.state.pk}\n${commit.state.sk}`) as StateItem | undefined)?.version ?? 0);

/** The event item is put whether or not it is there: a repeated cause takes effect again. */
class NoInbox extends MemoryStore {
  override async commit(commit: Commit): Promise<CommitOutcome> {
    await this.write([{ kind: 'delete', key: { pk: commit.event.pk, sk: commit.event.sk } }]);
    return super.commit(commit);
  }
}

/** The effect first and the mark afterwards, so that a crash in between leaves an effect without a mark. */
class InboxAfterEffect extends MemoryStore {
  private commits = 0;
  override async commit(commit: Commit): Promise<CommitOutcome> {
    const known = this.items.get(`${commit.event.pk}\n${commit.event.sk}`);
    if (known || commit.expectedVersion !== bareVersion(this, commit)) return super.commit(commit);
    this.commits += 1;
    if (this.commits % 7 === 0) {
      await this.write([{ kind: 'put', row: commit.state as never }]);
      throw new Error('crashed between effect and mark');
    }
    return super.commit(commit);
  }
}

/** Whoever writes last wins. */
class NoVersionCheck extends MemoryStore {
  override async commit(commit: Commit): Promise<CommitOutcome> {
    return super.commit({ ...commit, expectedVersion: bareVersion(this, commit) });
  }
}

/** `<=` where `=` was meant: an older version than the one read will do. */
class WrongCondition extends MemoryStore {
  override async commit(commit: Commit): Promise<CommitOutcome> {
    const now = bareVersion(this, commit);
    return super.commit(now >= commit.expectedVersion && now > 0 ? { ...commit, expectedVersion: now } : commit);
  }
}

/** A failed condition is taken for something that passes: tried again under another key. */
class RetryOnFailedCondition extends MemoryStore {
  override async commit(commit: Commit): Promise<CommitOutcome> {
    const outcome = await super.commit(commit);
    if (outcome.kind !== 'duplicate') return outcome;
    const event = { ...commit.event, pk: `${commit.event.pk}-again` };
    return super.commit({ ...commit, event });
  }
}

/** Money leaves accounts whatever they hold. */
class NoFloor extends MemoryStore {
  override async commit(commit: Commit): Promise<CommitOutcome> {
    const side = commit.side.map((write) => {
      if (write.kind !== 'add') return write;
      const { atLeast: _atLeast, ...rest } = write;
      return rest;
    });
    return super.commit({ ...commit, side });
  }
}

/** What belongs together is written one after another, and now and then a crash comes in between. */
class TogetherOneByOne extends MemoryStore {
  private written = 0;
  override async commitTogether(commits: readonly Commit[]): Promise<boolean> {
    for (const commit of commits) {
      this.written += 1;
      if (this.written % 5 === 0) throw new Error('crashed in between');
      if ((await super.commit(commit)).kind !== 'committed') return false;
    }
    return true;
  }
}

/** Of what belongs together the last is lost. */
class TogetherButTheLast extends MemoryStore {
  override commitTogether(commits: readonly Commit[]): Promise<boolean> {
    return super.commitTogether(commits.slice(0, Math.max(1, commits.length - 1)));
  }
}

/** Nobody notes which case is disposing of a card. */
class NoDisposingClaim extends MemoryStore {
  override async read(keys: readonly Key[]): Promise<(Row | undefined)[]> {
    return (await super.read(keys)).map((row) => (row?.pk.startsWith('DISPOSING#') ? undefined : row));
  }
  private without(commit: Commit): Commit {
    return { ...commit, side: commit.side.filter(({ key }) => !key.pk.startsWith('DISPOSING#')) };
  }
  override commit(commit: Commit): Promise<CommitOutcome> {
    return super.commit(this.without(commit));
  }
  override commitTogether(commits: readonly Commit[]): Promise<boolean> {
    return super.commitTogether(commits.map((commit) => this.without(commit)));
  }
}

const isQuarantined = (write: RowWrite): boolean => write.kind === 'put' && write.row.pk.startsWith('QUARANTINE#');

/** What cannot take effect is dropped. */
class NoQuarantine extends MemoryStore {
  override async write(writes: readonly RowWrite[]): Promise<boolean> {
    return writes.some(isQuarantined) || super.write(writes);
  }
}

/** Every delivery of what cannot take effect is kept anew. */
class QuarantinedAgain extends MemoryStore {
  private kept = 0;
  override write(writes: readonly RowWrite[]): Promise<boolean> {
    this.kept += 1;
    return super.write(
      writes.map((write) =>
        write.kind === 'put' && isQuarantined(write)
          ? { kind: 'put', row: { ...write.row, sk: `${write.row.sk}-${this.kept}` } }
          : write,
      ),
    );
  }
}

/** Totals are added to without looking at what was counted before. */
class CountsTwice extends MemoryStore {
  override async write(writes: readonly RowWrite[]): Promise<boolean> {
    return super.write(
      writes.map((write) =>
        write.kind === 'put' && write.row.pk.startsWith('VIEW#CONTRIBUTION#')
          ? { kind: 'put', row: { ...write.row, version: 0, contributions: { rows: [], parts: [] } } }
          : write,
      ),
    );
  }
}

/** Says that events left before they did. */
const checkpointBeforePublish: typeof relayBatch = async (runtime, events, nowMs) => {
  const [first] = events;
  if (!first) return;
  await runtime.store.write(receiptRows(events, first.id, nowMs).map((row) => ({ kind: 'put', row })));
  await sendToSubscribers(runtime, events);
};

/** After a failure the rest of its group goes on. */
const fifoGoesOn: typeof consumeBatch = async (runtime, reactions, records) => {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of records) {
    await consumeMessage(runtime, reactions, body).catch(() => batchItemFailures.push({ itemIdentifier: messageId }));
  }
  return { batchItemFailures };
};

/** Whatever fails is acknowledged all the same. */
const errorsSwallowed: typeof consumeBatch = async (runtime, reactions, records) => {
  for (const { body } of records) await consumeMessage(runtime, reactions, body).catch(() => undefined);
  return { batchItemFailures: [] };
};

/** The watermark moves past the hour that is not over. */
const watermarkAhead: typeof sweep = async (runtime, nowMs) => {
  const result = await sweep(runtime, nowMs);
  const hour = new Date(nowMs + 3_600_000).toISOString().slice(0, 13);
  await runtime.store.write([{ kind: 'put', row: { pk: 'SWEEP', sk: 'WATERMARK', hour } }]);
  return result;
};

/** Nothing behind the mark is looked at again, though the clock may have been set back. */
const markIsTrusted: typeof sweep = async (runtime, nowMs) => {
  const [mark] = await runtime.store.read([{ pk: 'SWEEP', sk: 'WATERMARK' }]);
  const trusted = Date.parse(`${String(mark?.hour)}:00:00.000Z`) + 3 * 3_600_000;
  const hour = new Date(trusted).toISOString().slice(0, 13);
  // As far as it can be without the sweeper taking the mark for one ahead of its clock.
  if (trusted <= nowMs - GRACE_MS)
    await runtime.store.write([{ kind: 'put', row: { pk: 'SWEEP', sk: 'WATERMARK', hour } }]);
  return sweep(runtime, nowMs);
};

/** News of disposals is acknowledged and forgotten. */
const deafToDisposals: typeof consumeBatch = (runtime, reactions, records, log) =>
  consumeBatch(
    runtime,
    reactions.map((one) =>
      one.type === 'panhuo.registry.disposal-executed.v1' ? { ...one, react: async () => undefined } : one,
    ),
    records,
    log,
  );

export const PLANTED_BUGS: Readonly<Record<string, PlantedBug>> = {
  'no inbox': { table: () => new NoInbox() },
  'inbox after effect': { table: () => new InboxAfterEffect() },
  'no version check': { table: () => new NoVersionCheck() },
  'wrong condition': { table: () => new WrongCondition() },
  'retry on a failed condition': { table: () => new RetryOnFailedCondition() },
  'no floor': { table: () => new NoFloor() },
  'counts twice': { table: () => new CountsTwice() },
  'checkpoint before publish': { relay: checkpointBeforePublish },
  'FIFO goes on past a failure': { consume: fifoGoesOn },
  'errors swallowed': { consume: errorsSwallowed },
  'sweeper off': { noSweeper: true },
  'watermark ahead': { sweep: watermarkAhead },
  'own approval': { ownApproval: true },
  'jobs forget missed days': { jobsForget: true },
  'together one by one': { table: () => new TogetherOneByOne() },
  'together but the last': { table: () => new TogetherButTheLast() },
  'no disposing claim': { table: () => new NoDisposingClaim() },
  'no quarantine': { table: () => new NoQuarantine() },
  'quarantined again': { table: () => new QuarantinedAgain() },
  'the mark is trusted': { sweep: markIsTrusted },
  'deaf to disposals': { consume: deafToDisposals },
};
export const NO_BUG: PlantedBug = {};
