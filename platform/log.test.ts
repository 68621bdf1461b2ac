import { afterEach, describe, expect, test, vi } from 'vitest';
import { functionLog, LOG_CODES } from './log.ts';

function written(use: (log: ReturnType<typeof functionLog>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  use(functionLog('registry', (line) => lines.push(line)));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

afterEach(() => vi.unstubAllEnvs());

describe('the log of a function', () => {
  test('is one JSON line per entry, by the catalogue of codes', () => {
    const [line] = written((log) => log.info('request.done', { status: 200, route: 'GET /registry/units', ms: 3 }));
    expect(line).toEqual({
      level: 'INFO',
      message: LOG_CODES['request.done'],
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      service: 'registry',
      code: 'request.done',
      status: 200,
      route: 'GET /registry/units',
      ms: 3,
    });
  });

  test('says how serious it is and leaves out what is undefined', () => {
    const levels = written((log) => {
      log.warn('message.quarantined', { reason: undefined });
      log.error('message.retry', new Error('lost'));
    });
    expect(levels.map(({ level }) => level)).toEqual(['WARN', 'ERROR']);
    expect(levels[0]).not.toHaveProperty('reason');
  });

  test('names the trace it belongs to', () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1');
    const [line] = written((log) => log.info('relay.sent'));
    expect(line).toMatchObject({ xray_trace_id: '1-5759e988-bd862e3fe1be46a994272793' });
  });

  test('shows an error with its causes', () => {
    const error = new Error('the table is throttled', { cause: new TypeError('slow down') });
    const [line] = written((log) => log.error('request.failed', error));
    expect(line?.error).toMatchObject({
      name: 'Error',
      message: 'the table is throttled',
      stack: expect.stringContaining('log.test.ts'),
      cause: { name: 'TypeError', message: 'slow down' },
    });
  });

  test('shows what was thrown that is no error', () => {
    const [line] = written((log) => log.error('request.failed', 'out of paper'));
    expect(line?.error).toMatchObject({ name: 'Error', message: 'out of paper' });
  });

  test('keeps to itself what libraries hang on their errors', () => {
    const error = Object.assign(new Error('cancelled'), { CancellationReasons: [{ Item: { name: { S: '买买提' } } }] });
    const [line] = written((log) => log.error('request.failed', error));
    expect(JSON.stringify(line)).not.toContain('买买提');
  });

  test('ends where errors cause each other in a circle', () => {
    const first = new Error('first');
    first.cause = new Error('second', { cause: first });
    expect(written((log) => log.error('request.failed', first))).toHaveLength(1);
  });
});
