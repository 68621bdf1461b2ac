/** The store on two DynamoDB tables. Conditions mirror item-conditions.ts; one suite runs on both makes. */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { demandPosition, INDEXES, type IndexName } from './indexes.ts';
import {
  BusyError,
  type Commit,
  type CommitOutcome,
  type EventItem,
  InvalidPositionError,
  type Key,
  NOBODY,
  type Page,
  type QueryRange,
  READ_KEYS_MAX,
  type Row,
  type RowCondition,
  type RowWrite,
  type SideWrite,
  type Store,
  VIEW_PREFIX,
  WRITES_MAX,
} from './store.ts';

type WriteItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type Reason = NonNullable<TransactionCanceledException['CancellationReasons']>[number];

const ATTEMPTS_MAX = 6;
const BACKOFF_BASE_MS = 20;
const BACKOFF_CAP_MS = 640;
/** Cancellations that pass by themselves: another transaction held the item, or the table was throttled. */
const PASSING = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);
/** What is left of throttling after the SDK's own retries. */
const THROTTLED = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
  'InternalServerError',
  'ServiceUnavailable',
]);

/** Full jitter, so that colliding writers spread out. */
const backoffMs = (attempt: number): number => Math.random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** attempt);

/** Names of the two tables of a service. */
export interface ServiceTables {
  /** Event items, states and all else that decisions rest on; indexed and streamed. */
  readonly books: string;
  /** Rows of read models ({@link VIEW_PREFIX}): neither indexed nor streamed, so they cost what they weigh. */
  readonly views: string;
}

export class DynamoStore implements Store {
  private readonly client: DynamoDBDocumentClient;
  private readonly tables: ServiceTables;

  constructor(client: DynamoDBDocumentClient, tables: ServiceTables) {
    this.client = client;
    this.tables = tables;
  }

  /** The table in which a partition lies. */
  private tableOf(pk: unknown): string {
    return String(pk).startsWith(VIEW_PREFIX) ? this.tables.views : this.tables.books;
  }

  async read(keys: readonly Key[]): Promise<(Row | undefined)[]> {
    const [only] = keys;
    if (!only) return [];
    if (keys.length > READ_KEYS_MAX) throw new RangeError(`at most ${READ_KEYS_MAX} keys in one read`);
    if (keys.length > 1) return this.readMany(keys);
    const get = new GetCommand({
      TableName: this.tableOf(only.pk),
      Key: { pk: only.pk, sk: only.sk },
      ConsistentRead: true,
    });
    const answer = await this.client.send(get).catch(busyWhenThrottled);
    return [answer.Item as Row | undefined];
  }

  private async readMany(keys: readonly Key[]): Promise<(Row | undefined)[]> {
    const found = new Map<string, Row>();
    const at = (key: Key): string => `${key.pk}\n${key.sk}`;
    let wanted: Record<string, unknown>[] = [
      ...new Map(keys.map((key) => [at(key), { pk: key.pk, sk: key.sk }])).values(),
    ];
    for (let attempt = 0; wanted.length > 0; attempt += 1) {
      if (attempt === ATTEMPTS_MAX) throw new BusyError('keys stayed unprocessed');
      if (attempt > 0) await pause(backoffMs(attempt));
      const byTable = Map.groupBy(wanted, ({ pk }) => this.tableOf(pk));
      const RequestItems = Object.fromEntries(
        [...byTable].map(([name, Keys]) => [name, { Keys, ConsistentRead: true }]),
      );
      const answer = await this.client.send(new BatchGetCommand({ RequestItems })).catch(busyWhenThrottled);
      for (const item of Object.values(answer.Responses ?? {}).flat() as Row[]) found.set(at(item), item);
      wanted = Object.values(answer.UnprocessedKeys ?? {}).flatMap(({ Keys }) => Keys ?? []);
    }
    return keys.map((key) => found.get(at(key)));
  }

  async commit(commit: Commit): Promise<CommitOutcome> {
    const reasons = await this.transact(this.itemsOf(commit));
    return reasons ? explain(commit, reasons) : { kind: 'committed' };
  }

  async commitTogether(commits: readonly Commit[]): Promise<boolean> {
    const items = commits.flatMap((commit) => this.itemsOf(commit));
    return items.length === 0 || (await this.transact(items)) === undefined;
  }

  private itemsOf(commit: Commit): WriteItem[] {
    return [this.putEvent(commit.event), this.putState(commit), ...commit.side.map((side) => this.sideWrite(side))];
  }

  async write(writes: readonly RowWrite[]): Promise<boolean> {
    const [only] = writes;
    // An empty transaction is refused by the database, and there is nothing to do.
    if (!only) return true;
    if (writes.length === 1 && only.kind === 'put') return this.putRow(only);
    return (await this.transact(writes.map((write) => this.rowWrite(write)))) === undefined;
  }

  /**
   * One row needs no transaction, which costs twice the units. (An addition does: its token makes a retry count once, while a put that
   * is retried after a lost answer says the same thing again.)
   */
  private async putRow({ row, onlyIf }: Extract<RowWrite, { kind: 'put' }>): Promise<boolean> {
    const put = new PutCommand({ TableName: this.tableOf(row.pk), Item: { ...row }, ...conditionExpression(onlyIf) });
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.client.send(put);
        return true;
      } catch (error) {
        if (isNamed(error, 'ConditionalCheckFailedException')) return false;
        if (!isNamed(error, 'TransactionConflictException')) return busyWhenThrottled(error);
        if (attempt + 1 === ATTEMPTS_MAX)
          throw new BusyError('a row kept being held by transactions', { cause: error });
        await pause(backoffMs(attempt));
      }
    }
  }

  /** Undefined when it went through, the reasons item by item when a condition failed; passing trouble is retried here. */
  private async transact(items: WriteItem[]): Promise<readonly Reason[] | undefined> {
    if (items.length > WRITES_MAX) throw new RangeError(`at most ${WRITES_MAX} writes in one transaction`);
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.client.send(new TransactWriteCommand({ TransactItems: items }));
        return undefined;
      } catch (error) {
        const reasons = cancellation(error);
        if (reasons.some((reason) => reason.Code === 'ConditionalCheckFailed')) return reasons;
        if (!reasons.every((reason) => reason.Code === 'None' || PASSING.has(reason.Code ?? ''))) throw error;
        if (attempt + 1 === ATTEMPTS_MAX) throw new BusyError('transaction kept being cancelled', { cause: error });
        await pause(backoffMs(attempt));
      }
    }
  }

  private putEvent(event: EventItem): WriteItem {
    return {
      Put: {
        TableName: this.tables.books,
        Item: event as unknown as Record<string, unknown>,
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    };
  }

  private putState({ state, expectedVersion, guard }: Commit): WriteItem {
    const clauses = [expectedVersion === 0 ? 'attribute_not_exists(pk)' : 'version = :expected'];
    const values: Record<string, unknown> = expectedVersion === 0 ? {} : { ':expected': expectedVersion };
    if (guard) {
      clauses.push('NOT contains(actors, :actor)');
      values[':actor'] = guard.actorMustNotBeListed;
    }
    return {
      Put: {
        TableName: this.tables.books,
        Item: state as unknown as Record<string, unknown>,
        ConditionExpression: clauses.join(' AND '),
        ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    };
  }

  private sideWrite(side: SideWrite): WriteItem {
    if (side.kind === 'create')
      return this.rowWrite({ kind: 'put', row: { ...side.item, ...side.key }, onlyIf: { absent: true } });
    if (side.kind === 'claim' || side.kind === 'release') return this.ownership(side);
    const item = this.addition(side.key, side.add);
    if (!side.atLeast || !item.Update) return item;
    return {
      Update: {
        ...item.Update,
        ConditionExpression: '#floor >= :floor',
        ExpressionAttributeNames: { ...item.Update.ExpressionAttributeNames, '#floor': side.atLeast.attribute },
        ExpressionAttributeValues: { ...item.Update.ExpressionAttributeValues, ':floor': side.atLeast.value },
      },
    };
  }

  private ownership({ kind, key, owner }: Extract<SideWrite, { owner: string }>): WriteItem {
    const free = kind === 'claim' ? { ':nobody': NOBODY } : {};
    return {
      Put: {
        TableName: this.tableOf(key.pk),
        Item: { ...key, owner: kind === 'claim' ? owner : NOBODY },
        ConditionExpression:
          kind === 'claim' ? 'attribute_not_exists(pk) OR #o = :nobody OR #o = :owner' : '#o = :owner',
        ExpressionAttributeNames: { '#o': 'owner' },
        ExpressionAttributeValues: { ':owner': owner, ...free },
      },
    };
  }

  private addition(key: Key, add: Readonly<Record<string, number>>): WriteItem {
    const entries = Object.entries(add);
    return {
      Update: {
        TableName: this.tableOf(key.pk),
        Key: { pk: key.pk, sk: key.sk },
        UpdateExpression: `ADD ${entries.map((_, i) => `#a${i} :a${i}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(entries.map(([attribute], i) => [`#a${i}`, attribute])),
        ExpressionAttributeValues: Object.fromEntries(entries.map(([, amount], i) => [`:a${i}`, amount])),
      },
    };
  }

  private rowWrite(write: RowWrite): WriteItem {
    if (write.kind === 'add') return this.addition(write.key, write.add);
    const condition = conditionExpression(write.onlyIf);
    if (write.kind === 'put')
      return { Put: { TableName: this.tableOf(write.row.pk), Item: { ...write.row }, ...condition } };
    const { pk, sk } = write.key;
    return { Delete: { TableName: this.tableOf(pk), Key: { pk, sk }, ...condition } };
  }

  private async query(
    name: IndexName,
    value: string,
    prefix: string,
    range: QueryRange & { readonly from?: string },
  ): Promise<Page<Row>> {
    const { hash, sort } = INDEXES[name];
    if (range.after) demandPosition(range.after, INDEXES[name], value, prefix);
    const narrowed = prefix === '' ? (range.from === undefined ? '' : ' AND #s >= :s') : ' AND begins_with(#s, :s)';
    const query = new QueryCommand({
      TableName: name === 'table' ? this.tableOf(value) : this.tables.books,
      ...(name === 'table' ? { ConsistentRead: true } : { IndexName: name }),
      KeyConditionExpression: `#h = :h${narrowed}`,
      ExpressionAttributeNames: narrowed === '' ? { '#h': hash } : { '#h': hash, '#s': sort },
      ExpressionAttributeValues: narrowed === '' ? { ':h': value } : { ':h': value, ':s': prefix || range.from },
      Limit: range.limit,
      ScanIndexForward: range.descending !== true,
      ...(range.after ? { ExclusiveStartKey: { ...range.after } } : {}),
    });
    const answer = await this.client.send(query).catch((error: unknown) => {
      // Everything else in the query is ours; the position is the one part that may come from outside.
      if (range.after && isNamed(error, 'ValidationException')) throw new InvalidPositionError({ cause: error });
      return busyWhenThrottled(error);
    });
    return {
      rows: (answer.Items ?? []) as Row[],
      ...(answer.LastEvaluatedKey ? { next: answer.LastEvaluatedKey } : {}),
    };
  }

  queryPartition(pk: string, prefix: string, range: QueryRange): Promise<Page<Row>> {
    return this.query('table', pk, prefix, range);
  }

  queryByUnit(unitKey: string, prefix: string, range: QueryRange): Promise<Page<Row>> {
    return this.query('by-unit', unitKey, prefix, range);
  }

  queryByDue(dueKey: string, range: QueryRange): Promise<Page<Key>> {
    return this.query('by-due', dueKey, '', range);
  }

  queryByHour(hourKey: string, range: QueryRange & { readonly from?: string }): Promise<Page<Key>> {
    return this.query('by-hour', hourKey, '', range);
  }

  queryByAggregate(aggregate: string, range: QueryRange): Promise<Page<Row>> {
    return this.query('by-aggregate', aggregate, '', range);
  }
}

function conditionExpression(condition: RowCondition | undefined) {
  if (!condition) return {};
  if ('absent' in condition) return { ConditionExpression: 'attribute_not_exists(pk)' };
  return {
    ConditionExpression: '#c = :c',
    ExpressionAttributeNames: { '#c': condition.attribute },
    ExpressionAttributeValues: { ':c': condition.equals },
  };
}

/** The reasons of a cancelled transaction; any other error goes on its way. */
function cancellation(error: unknown): readonly Reason[] {
  if (error instanceof TransactionCanceledException && error.CancellationReasons) return error.CancellationReasons;
  return busyWhenThrottled(error);
}

const isNamed = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);

/** Throttling becomes BusyError, which callers know; any other error goes on its way. */
function busyWhenThrottled(error: unknown): never {
  if (isNamed(error, ...THROTTLED)) throw new BusyError('the table is throttled', { cause: error });
  throw error;
}

/** Reads the reasons in the order of the items: event, state, side writes. */
function explain(commit: Commit, reasons: readonly Reason[]): CommitOutcome {
  const [event, state, ...side] = reasons;
  const failed = (reason: Reason | undefined): boolean => reason?.Code === 'ConditionalCheckFailed';
  if (failed(event)) {
    if (!event?.Item) throw new Error('the existing event item did not come back');
    return { kind: 'duplicate', event: unmarshall(event.Item) as EventItem };
  }
  if (failed(state)) {
    const before = state?.Item ? unmarshall(state.Item) : undefined;
    const versionFits = commit.expectedVersion === (before?.version ?? 0);
    return versionFits && commit.guard ? { kind: 'refused', code: commit.guard.code } : { kind: 'conflict' };
  }
  const refusing = side.findIndex(failed);
  const write = commit.side[refusing];
  if (!write) throw new Error('a condition failed, but no item says which');
  return { kind: 'refused', code: write.refusal };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
