/** The store on one DynamoDB table. Conditions mirror item-conditions.ts; one suite runs on both makes. */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import {
  BusyError,
  type Commit,
  type CommitOutcome,
  type EventItem,
  type Key,
  type Page,
  type QueryRange,
  type Row,
  type RowCondition,
  type RowWrite,
  type SideWrite,
  type Store,
} from './store.ts';

type WriteItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type Reason = NonNullable<TransactionCanceledException['CancellationReasons']>[number];

const ATTEMPTS_MAX = 6;
const BACKOFF_BASE_MS = 20;
const BACKOFF_CAP_MS = 640;
/** Cancellations that pass by themselves: another transaction held the item, or the table was throttled. */
const PASSING = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** Full jitter, so that colliding writers spread out. */
const backoffMs = (attempt: number): number => Math.random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** attempt);

export class DynamoStore implements Store {
  private readonly client: DynamoDBDocumentClient;
  private readonly table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.client = client;
    this.table = table;
  }

  async read(keys: readonly Key[]): Promise<(Row | undefined)[]> {
    const [only] = keys;
    if (!only) return [];
    if (keys.length === 1) {
      const answer = await this.client.send(
        new GetCommand({ TableName: this.table, Key: { pk: only.pk, sk: only.sk }, ConsistentRead: true }),
      );
      return [answer.Item as Row | undefined];
    }
    return this.readMany(keys);
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
      const answer = await this.client.send(
        new BatchGetCommand({ RequestItems: { [this.table]: { Keys: wanted, ConsistentRead: true } } }),
      );
      for (const item of (answer.Responses?.[this.table] ?? []) as Row[]) found.set(at(item), item);
      wanted = answer.UnprocessedKeys?.[this.table]?.Keys ?? [];
    }
    return keys.map((key) => found.get(at(key)));
  }

  async commit(commit: Commit): Promise<CommitOutcome> {
    const reasons = await this.transact([
      this.putEvent(commit.event),
      this.putState(commit),
      ...commit.side.map((side) => this.sideWrite(side)),
    ]);
    return reasons ? explain(commit, reasons) : { kind: 'committed' };
  }

  async write(writes: readonly RowWrite[]): Promise<boolean> {
    return (await this.transact(writes.map((write) => this.rowWrite(write)))) === undefined;
  }

  /** Undefined when it went through, the reasons item by item when a condition failed; passing trouble is retried here. */
  private async transact(items: WriteItem[]): Promise<readonly Reason[] | undefined> {
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
        TableName: this.table,
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
        TableName: this.table,
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

  private addition(key: Key, add: Readonly<Record<string, number>>): WriteItem {
    const entries = Object.entries(add);
    return {
      Update: {
        TableName: this.table,
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
    if (write.kind === 'put') return { Put: { TableName: this.table, Item: { ...write.row }, ...condition } };
    return { Delete: { TableName: this.table, Key: { pk: write.key.pk, sk: write.key.sk }, ...condition } };
  }

  private async query(
    index: string | undefined,
    condition: string,
    values: Record<string, unknown>,
    names: Record<string, string>,
    range: QueryRange,
  ): Promise<Page<Row>> {
    const answer = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
        KeyConditionExpression: condition,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
        Limit: range.limit,
        ScanIndexForward: range.descending !== true,
        ...(range.after ? { ExclusiveStartKey: { ...range.after } } : {}),
      }),
    );
    return {
      rows: (answer.Items ?? []) as Row[],
      ...(answer.LastEvaluatedKey ? { next: answer.LastEvaluatedKey } : {}),
    };
  }

  private queryPrefix(
    index: string | undefined,
    hash: string,
    sort: string,
    value: string,
    prefix: string,
    range: QueryRange,
  ) {
    return prefix === ''
      ? this.query(index, '#h = :h', { ':h': value }, { '#h': hash }, range)
      : this.query(
          index,
          '#h = :h AND begins_with(#s, :s)',
          { ':h': value, ':s': prefix },
          { '#h': hash, '#s': sort },
          range,
        );
  }

  queryPartition(pk: string, prefix: string, range: QueryRange): Promise<Page<Row>> {
    return this.queryPrefix(undefined, 'pk', 'sk', pk, prefix, range);
  }

  queryByUnit(unitKey: string, prefix: string, range: QueryRange): Promise<Page<Row>> {
    return this.queryPrefix('by-unit', 'unitKey', 'unitSort', unitKey, prefix, range);
  }

  queryByDue(dueKey: string, range: QueryRange): Promise<Page<Key>> {
    return this.queryPrefix('by-due', 'dueKey', 'dueSort', dueKey, '', range);
  }

  queryByHour(hourKey: string, range: QueryRange & { readonly from?: string }): Promise<Page<Key>> {
    const names = { '#h': 'hourKey', '#s': 'recordedAt' };
    return this.query('by-hour', '#h = :h AND #s >= :s', { ':h': hourKey, ':s': range.from ?? '0' }, names, range);
  }

  queryByAggregate(aggregate: string, range: QueryRange): Promise<Page<Row>> {
    return this.queryPrefix('by-aggregate', 'aggregateKey', 'versionKey', aggregate, '', range);
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
