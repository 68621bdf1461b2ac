import { expect, test } from 'vitest';
import type { Log } from '../log.ts';
import { wholeBatch } from './streams.ts';

const logged: string[] = [];
const log: Log = {
  info: (code) => logged.push(code),
  warn: (code) => logged.push(code),
  error: (code) => logged.push(code),
};

test('a stream batch that went through has no failures', async () => {
  expect(await wholeBatch([], log, 'relay.failed', async () => undefined)).toEqual({ batchItemFailures: [] });
});

test('one that failed ends in an error, so that the stream halves it: naming its first record would set all of it aside', async () => {
  const failing = wholeBatch([], log, 'projection.failed', () => Promise.reject(new Error('poison')));
  await expect(failing).rejects.toThrow('poison');
  expect(logged).toEqual(['projection.failed']);
});
