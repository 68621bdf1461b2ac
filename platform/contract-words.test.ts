import { describe, expect, test } from 'vitest';
import type * as findings from '../contracts/audit/findings.ts';
import { type Contracts, contractWords } from './contract-words.ts';

type Closed = {
  readonly type: 'finding-closed';
  readonly on: string;
  readonly note?: string | undefined;
  readonly by: string;
};

const words = contractWords<Closed, Contracts<'audit', typeof findings>>('audit', { 'finding-closed': 1 });
const CLOSED = 'panhuo.audit.finding-closed.v1';
const data = { on: '2026-03-02', by: 'auditor-1' };

describe('the words of a contract', () => {
  test('carry service, event and version, and its data everything but the type', () => {
    expect(words.toContract({ type: 'finding-closed', ...data })).toEqual({ type: CLOSED, data });
  });

  test('lead back to the event', () => {
    expect(words.fromContract(CLOSED, data)).toEqual({ type: 'finding-closed', ...data });
  });

  test.each(['panhuo.audit.finding-closed.v2', 'panhuo.registry.finding-closed.v1', 'finding-closed', 'toString'])(
    'that are not in the table are no event of the aggregate: %s',
    (type) => expect(() => words.fromContract(type, data)).toThrow(`not an event of this aggregate: ${type}`),
  );

  test('of an event that is not in the table do not exist', () => {
    const stray = { type: 'finding-lost', ...data } as unknown as Closed;
    expect(() => words.toContract(stray)).toThrow('no contract word for finding-lost');
  });
});
