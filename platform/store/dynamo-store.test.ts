/** How the DynamoDB store takes the database's trouble; what it does on a good day is shown on a real engine. */
import {
  DynamoDBClient,
  ProvisionedThroughputExceededException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { DynamoStore } from './dynamo-store.ts';
import { BusyError, InvalidPositionError } from './store.ts';
import { commitOf } from './store-suite.ts';

const mock = mockClient(DynamoDBDocumentClient);
const store = new DynamoStore(DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' })), {
  books: 'things',
  views: 'views-of-things',
});
const cancelled = (...codes: string[]): TransactionCanceledException =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const named = (name: string): Error => Object.assign(new Error(name), { name });
const calls = (): number => mock.commandCalls(TransactWriteCommand).length;

beforeEach(() => mock.reset());

describe('a commit', () => {
  test('is tried again when another transaction held the item or the table was throttled', async () => {
    mock
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled('None', 'TransactionConflict'))
      .rejectsOnce(cancelled('ThrottlingError', 'None'))
      .resolves({});
    expect(await store.commit(commitOf())).toEqual({ kind: 'committed' });
    expect(calls()).toBe(3);
  });

  test('gives up as busy after six passing cancellations', async () => {
    mock.on(TransactWriteCommand).rejects(cancelled('TransactionConflict', 'None'));
    await expect(store.commit(commitOf())).rejects.toThrow(BusyError);
    expect(calls()).toBe(6);
  });

  test('does not try again when a condition failed, even beside a conflict', async () => {
    mock.on(TransactWriteCommand).rejects(cancelled('TransactionConflict', 'ConditionalCheckFailed'));
    expect(await store.commit(commitOf())).toEqual({ kind: 'conflict' });
    expect(calls()).toBe(1);
  });

  test.each(['ValidationError', 'ItemCollectionSizeLimitExceeded'])('passes on a cancellation for %s', async (code) => {
    mock.on(TransactWriteCommand).rejects(cancelled(code, 'None'));
    await expect(store.commit(commitOf())).rejects.toThrow(TransactionCanceledException);
    expect(calls()).toBe(1);
  });

  test('passes on a ValidationException, and breaks off when the first event does not come back', async () => {
    mock.on(TransactWriteCommand).rejectsOnce(named('ValidationException'));
    await expect(store.commit(commitOf())).rejects.toThrow('ValidationException');
    mock.on(TransactWriteCommand).rejects(cancelled('ConditionalCheckFailed', 'None'));
    await expect(store.commit(commitOf())).rejects.toThrow('did not come back');
  });

  test('is busy when throttling outlasts the SDK’s own retries', async () => {
    mock.on(TransactWriteCommand).rejects(new ProvisionedThroughputExceededException({ message: '', $metadata: {} }));
    await expect(store.commit(commitOf())).rejects.toThrow(BusyError);
  });
});

describe('one row', () => {
  const write = () => store.write([{ kind: 'put', row: { pk: 'P#1', sk: 'S' }, onlyIf: { absent: true } }]);

  test('is put without a transaction, and again when one held it', async () => {
    mock.on(PutCommand).rejectsOnce(named('TransactionConflictException')).resolves({});
    expect(await write()).toBe(true);
    expect(mock.commandCalls(PutCommand)).toHaveLength(2);
    expect(calls()).toBe(0);
  });

  test('is refused by its condition, busy when held or throttled for long, and passes on anything else', async () => {
    mock.on(PutCommand).rejectsOnce(named('ConditionalCheckFailedException')).rejectsOnce(named('ThrottlingException'));
    expect(await write()).toBe(false);
    await expect(write()).rejects.toThrow(BusyError);
    mock.on(PutCommand).rejects(named('AccessDeniedException'));
    await expect(write()).rejects.toThrow('AccessDeniedException');
    mock.on(PutCommand).rejects(named('TransactionConflictException'));
    await expect(write()).rejects.toThrow(BusyError);
  });

  test('is added to in a transaction, whose token makes a retry count once', async () => {
    mock.on(TransactWriteCommand).resolves({});
    expect(await store.write([{ kind: 'add', key: { pk: 'P#1', sk: 'S' }, add: { n: 1 } }])).toBe(true);
    expect(calls()).toBe(1);
  });
});

describe('a read', () => {
  const keys = [1, 2].map((n) => ({ pk: `P#${n}`, sk: 'S' }));

  test('asks again for what was left unprocessed', async () => {
    mock
      .on(BatchGetCommand)
      .resolvesOnce({
        Responses: { things: [{ ...keys[1], n: 2 }] },
        UnprocessedKeys: { things: { Keys: [{ ...keys[0] }] } },
      })
      .resolves({ Responses: { things: [{ ...keys[0], n: 1 }] } });
    expect(await store.read(keys)).toEqual([
      { ...keys[0], n: 1 },
      { ...keys[1], n: 2 },
    ]);
  });

  test('gives up as busy when keys stay unprocessed', async () => {
    mock.on(BatchGetCommand).resolves({ UnprocessedKeys: { things: { Keys: keys.map((key) => ({ ...key })) } } });
    await expect(store.read(keys)).rejects.toThrow(BusyError);
  });

  test('is busy when throttled, and passes on anything else', async () => {
    mock.on(GetCommand).rejectsOnce(named('ThrottlingException')).rejects(named('AccessDeniedException'));
    await expect(store.read(keys.slice(0, 1))).rejects.toThrow(BusyError);
    await expect(store.read(keys.slice(0, 1))).rejects.toThrow('AccessDeniedException');
  });
});

describe('a query', () => {
  test('takes a refused start key for an invalid position, and a refused query for our own mistake', async () => {
    mock.on(QueryCommand).rejects(named('ValidationException'));
    const after = { pk: 'P', sk: 'S' };
    await expect(store.queryPartition('P', '', { limit: 1, after })).rejects.toThrow(InvalidPositionError);
    await expect(store.queryPartition('P', '', { limit: 1 })).rejects.toThrow('ValidationException');
  });
});
