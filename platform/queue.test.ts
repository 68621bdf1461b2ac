import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { batches, type QueueMessage, SqsQueues } from './queue.ts';

const message = (id: string, group = id, body = '{}'): QueueMessage => ({ id, group, body });
const ids = (found: readonly (readonly QueueMessage[])[]): string[][] =>
  found.map((batch) => batch.map(({ id }) => id));

describe('batches', () => {
  test('hold ten messages at most', () => {
    const found = batches(Array.from({ length: 23 }, (_, n) => message(String(n))));
    expect(found.map((batch) => batch.length)).toEqual([10, 10, 3]);
  });

  test('stay below 256 KiB together, counted in bytes', () => {
    const large = (id: string) => message(id, id, '村'.repeat(40_000));
    expect(ids(batches([large('a'), large('b'), large('c'), message('d')]))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  test('never hold two messages of one group, which could change places', () => {
    const found = batches([
      message('a1', 'a'),
      message('b1', 'b'),
      message('a2', 'a'),
      message('b2', 'b'),
      message('a3', 'a'),
    ]);
    expect(ids(found)).toEqual([['a1', 'b1'], ['a2', 'b2'], ['a3']]);
  });

  test('together are the messages in their order, whatever they are', () => {
    const messages = fc.array(
      fc.record({ id: fc.uuid(), group: fc.constantFrom('a', 'b', 'c'), body: fc.string({ maxLength: 9 }) }),
    );
    fc.assert(
      fc.property(messages, (all) => {
        const found = batches(all);
        expect(found.flat()).toEqual(all);
        for (const batch of found) expect(new Set(batch.map(({ group }) => group)).size).toBe(batch.length);
      }),
    );
  });
});

describe('sending', () => {
  const mock = mockClient(SQSClient);
  const queues = new SqsQueues(new SQSClient({ region: 'us-east-1' }), { audit: 'https://queue/audit.fifo' });
  beforeEach(() => mock.reset());

  test('names group and event id, so that the queue keeps the order and drops what comes twice', async () => {
    mock.on(SendMessageBatchCommand).resolves({});
    await queues.send('audit', [message('e1', 'asset/1', '{"a":1}')]);
    expect(mock.commandCalls(SendMessageBatchCommand)[0]?.args[0].input).toEqual({
      QueueUrl: 'https://queue/audit.fifo',
      Entries: [{ Id: '0', MessageBody: '{"a":1}', MessageGroupId: 'asset/1', MessageDeduplicationId: 'e1' }],
    });
  });

  test('stops at the first call of which anything was not taken', async () => {
    mock
      .on(SendMessageBatchCommand)
      .resolvesOnce({})
      .resolves({ Failed: [{ Id: '0', Code: 'InternalError', SenderFault: false }] });
    const messages = Array.from({ length: 25 }, (_, n) => message(String(n)));
    await expect(queues.send('audit', messages)).rejects.toThrow('1 messages for audit were not taken: InternalError');
    expect(mock.commandCalls(SendMessageBatchCommand)).toHaveLength(2);
  });

  test('to a service without a queue fails', async () => {
    await expect(queues.send('registry', [message('a')])).rejects.toThrow('no queue is configured for registry');
  });
});
