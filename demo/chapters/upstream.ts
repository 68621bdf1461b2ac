/** An upstream system posts the same event three times and a malformed one once: one effect, one quarantined message. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod/mini';
import type { RegisterAsset } from '../../contracts/registry/assets.ts';
import type { projectAccepted } from '../../contracts/upstream/projects.ts';
import { eventually } from '../../examples/procedures/act.ts';
import type { LedgerRow } from '../../examples/procedures/idle-assets.ts';
import { type Demo, holdSame, type Row } from '../demo.ts';
import { department, LOTS_TOWNSHIP } from '../people.ts';

type QuarantinePage = { rows: { id: string; problem: string; detail: string; body: string }[] };

const TIMES = 3;
const QUIET_MS = 600_000;
/** A village of its own, so that what the events did is all there is. */
const VILLAGE = { code: `${LOTS_TOWNSHIP}-UP`, name: '上级系统示例村', kind: 'village', parentCode: LOTS_TOWNSHIP };

export async function upstream(demo: Demo): Promise<readonly Row[]> {
  const finance = await demo.as('finance-bureau', 'finance-bureau', demo.county);
  await finance.post('/registry/units', VILLAGE, { key: `unit-${VILLAGE.code}` });
  const unitPath = `${demo.county}${LOTS_TOWNSHIP}/${VILLAGE.code}/`;
  const event = JSON.stringify(projectEvent(demo, unitPath));
  // Cut off in the middle, as a broken line leaves it.
  const malformed = event.slice(0, event.length / 2);
  const sqs = new SQSClient({
    endpoint: demo.region.endpoints.sqs,
    region: demo.region.model.awsRegion,
    credentials: { accessKeyId: 'upstream', secretAccessKey: 'upstream' },
  });
  try {
    for (let time = 1; time <= TIMES; time += 1) await post(sqs, demo, event, `project-${time}`);
    await post(sqs, demo, malformed, 'malformed');
  } finally {
    sqs.destroy();
  }
  const it = await demo.as('county-it', 'county-it', demo.county);
  const quarantined = await eventually('the quarantined message', async () => {
    const { rows } = (await it.get<QuarantinePage>('/registry/quarantine')).body;
    return rows.length > 0 ? rows : undefined;
  });
  await demo.region.waitUntilIdle(QUIET_MS);
  const client = await department(demo);
  const { rows: assets } = (await client.get<{ rows: LedgerRow[] }>('/registry/assets', { unitPath })).body;
  holdSame(
    'assets formed',
    assets.map(({ name, version }) => [name, version]),
    [[PROJECT.name, 1]],
  );
  holdSame(
    'quarantined',
    quarantined.map(({ problem, body }) => [problem, body]),
    [['urn:panhuo:problem:malformed-message', malformed]],
  );
  const { rows: after } = (await it.get<QuarantinePage>('/registry/quarantine')).body;
  holdSame('messages in quarantine', after.length, 1);
  return [
    { step: 'same event posted 重复事件', count: TIMES, note: `one asset: ${PROJECT.name}` },
    { step: 'malformed event 畸形消息', count: 1, note: `kept in quarantine: ${quarantined[0]?.detail}` },
  ];
}

const PROJECT: Omit<RegisterAsset, 'unitPath'> = {
  name: '饲草料加工厂',
  class: 'operating',
  subType: 'other-operating',
  originalFen: 128_000_000,
  valueProvisional: true,
  acquiredOn: '2026-06-18',
  title: 'unclear',
  use: 'in-use',
  funding: [
    {
      source: 'rural-revitalization-bridging',
      amountFen: 128_000_000,
      project: { code: 'MG-2025-0042', name: '饲草料加工厂建设项目', year: 2025 },
    },
  ],
};

function projectEvent(demo: Demo, unitPath: string): z.infer<typeof projectAccepted> {
  return {
    specversion: '1.0',
    id: 'project-2026-0618',
    source: '/upstream/project-library',
    type: 'panhuo.upstream.project-accepted.v1',
    time: demo.region.clock().now,
    subject: 'project/2026-0618',
    data: { unitPath, ...PROJECT },
  };
}

/** Another deduplication id each time: the queue itself must not be what keeps the effect single. */
async function post(sqs: SQSClient, demo: Demo, body: string, deduplicationId: string): Promise<void> {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: demo.region.queueUrl('registry'),
      MessageBody: body,
      MessageGroupId: 'project/2026-0618',
      MessageDeduplicationId: deduplicationId,
    }),
  );
}
