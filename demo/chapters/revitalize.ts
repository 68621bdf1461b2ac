/** Plans with deadlines by difficulty, a clock that moves past them, the daily job twice, an extension, write-offs one by one (ZC-07). */
import type * as z from 'zod/mini';
import type { assetView } from '../../contracts/registry/assets.ts';
import type { itemProgress } from '../../contracts/revitalization/items.ts';
import { eventually } from '../../examples/procedures/act.ts';
import type { ItemView } from '../../examples/procedures/idle-assets.ts';
import {
  approvePlan,
  completeItem,
  extendItem,
  planItem,
  startItem,
} from '../../examples/procedures/revitalization.ts';
import { addDays, calendarDate } from '../../platform/calendar.ts';
import { type Demo, hold, holdRefused, holdSame, type Row } from '../demo.ts';
import { department, handsOf, type ItemRow, LOTS_TOWNSHIP, listedItems } from '../people.ts';

type Progress = z.infer<typeof itemProgress>;

/** Days the pack gives for each difficulty; the demonstration checks that the deadlines follow it. */
const DEADLINE_DAYS = { easy: 90, ordinary: 180, hard: 365 } as const;
const DIFFICULTIES = ['easy', 'easy', 'easy', 'ordinary', 'hard', 'hard'] as const;
const MEASURES: Readonly<Record<string, string>> = { operating: 'self-operation', 'public-welfare': 'back-in-use' };
const EXTENSION_DAYS = 30;
const JOB = 'flag-overdue';

export async function revitalize(demo: Demo): Promise<readonly Row[]> {
  const items = await listedItems(demo);
  holdSame('items on the list', items.length, DIFFICULTIES.length);
  const approvedOn = calendarDate(demo.region.clock().today);
  for (const [place, item] of items.entries()) await approveOne(demo, item, DIFFICULTIES[place] ?? 'hard', approvedOn);

  const easy = items.slice(0, DIFFICULTIES.filter((difficulty) => difficulty === 'easy').length);
  const firstRun = await moveClockTo(demo, addDays(approvedOn, DEADLINE_DAYS.easy + 1));
  hold('the clock’s run flagged something', firstRun > 0);
  const overdue = (await listedItems(demo)).filter((item) => item.overdue);
  holdSame('items overdue', overdue.map(({ id }) => id).sort(), easy.map(({ id }) => id).sort());
  const flaggedBefore = await flagsOf(demo, items);
  holdSame('flags set by the second run', await runJob(demo), 0);
  holdSame('flags after the second run', await flagsOf(demo, items), flaggedBefore);

  const [extended, ...others] = easy as [ItemRow, ...ItemRow[]];
  const dueDate = addDays(approvedOn, DEADLINE_DAYS.easy + EXTENSION_DAYS);
  const hands = await handsOf(demo, extended.unitPath);
  const key = `extend-${extended.id}`;
  await extendItem(hands, extended.id, { dueDate, reason: '雨季影响施工' }, key);
  const after = await readItem(demo, extended.id);
  holdSame('the extended item', [after.dueDate, after.extensionCount], [dueDate, 1]);
  const tooLong = { dueDate: addDays(dueDate, 200), reason: '再延期' };
  const tooLongReason = await holdRefused('extension-limit', extendItem(hands, extended.id, tooLong, `${key}-2`));

  const done = [...others, ...items.slice(easy.length, easy.length + 1)];
  for (const item of done) await writeOff(demo, item);
  for (const item of done) await holdInUse(demo, item.id);
  const progress = await eventually('the progress', async () => {
    const now = await progressOf(demo);
    return now.byStatus['written-off'] === done.length && now.overdueCount === 0 ? now : undefined;
  });
  return [
    {
      step: 'plans approved 方案批准',
      count: items.length,
      note: 'by township and department; due after 90, 180 and 365 days',
    },
    {
      step: 'overdue job 逾期提醒',
      count: firstRun,
      note: `flags after the clock moved past ${easy.length} deadlines`,
    },
    { step: 'overdue job again 再次运行', count: 0, note: 'nothing new: every level is flagged once' },
    { step: 'extended 延期', count: 1, note: `to ${dueDate}; a longer one refused: ${tooLongReason}` },
    {
      step: 'written off 销号',
      count: done.length,
      note: `one by one; their lots are in use again, ${progress.count} items in all`,
    },
  ];
}

async function approveOne(
  demo: Demo,
  item: ItemRow,
  difficulty: keyof typeof DEADLINE_DAYS,
  today: string,
): Promise<void> {
  const { id, unitPath } = item;
  const hands = await handsOf(demo, unitPath);
  const measure = MEASURES[item.class] ?? '';
  const key = `item-${id}`;
  await planItem(hands.holder, id, { measure, difficulty, responsible: { unitPath, person: '村集体负责人' } }, key);
  await approvePlan(hands, id, key);
  const { dueDate, status } = await readItem(demo, id);
  holdSame(
    'the approved plan',
    [status, dueDate],
    ['approved', addDays(calendarDate(today), DEADLINE_DAYS[difficulty])],
  );
}

async function writeOff(demo: Demo, { id, unitPath }: ItemRow): Promise<void> {
  const hands = await handsOf(demo, unitPath);
  await startItem(hands.holder, id, `item-${id}`);
  await completeItem(hands, { id, unitPath }, '已恢复使用', `item-${id}`);
  holdSame('the item', (await readItem(demo, id)).status, 'written-off');
}

/** The registry hears of it through its queue. */
async function holdInUse(demo: Demo, assetId: string): Promise<void> {
  const client = await department(demo);
  await eventually(`asset ${assetId} in use again`, async () => {
    const { body } = await client.get<z.infer<typeof assetView>>(`/registry/assets/${assetId}`);
    return body.use === 'in-use' ? true : undefined;
  });
}

/** Moves the business clock; flags set by the run of the daily job that came due meanwhile. */
async function moveClockTo(demo: Demo, today: string): Promise<number> {
  const runs = await demo.region.moveClock({ today });
  const run = runs.find(({ schedule }) => schedule.includes(JOB));
  hold('the daily job ran', run?.ok === true);
  return doneBy(run.result);
}

async function runJob(demo: Demo): Promise<number> {
  const run = await demo.region.runSchedule(JOB);
  hold('the daily job ran again', run.ok);
  return doneBy(run.result);
}

function doneBy(result: unknown): number {
  const done = (result as { done?: unknown } | undefined)?.done;
  hold('the job says what it did', typeof done === 'number');
  return done;
}

const flagsOf = async (demo: Demo, items: readonly ItemRow[]): Promise<string[][]> =>
  Promise.all(items.map(async ({ id }) => [...(await readItem(demo, id)).flagged]));

const readItem = async (demo: Demo, id: string): Promise<ItemView> =>
  (await (await department(demo)).get<ItemView>(`/revitalization/items/${id}`)).body;

async function progressOf(demo: Demo): Promise<Progress> {
  const unitPath = `${demo.county}${LOTS_TOWNSHIP}/`;
  return (await (await department(demo)).get<Progress>('/revitalization/progress', { unitPath })).body;
}
