/** What people do with revitalization items. */
import { addDays, calendarDate } from '../../platform/calendar.ts';
import { todayBy } from '../../platform/clock.ts';
import type { Actor } from '../../platform/decider.ts';
import { itemKind } from '../../services/revitalization/aggregates.ts';
import { approvalUnderWay, type Item } from '../../services/revitalization/domain/item.ts';
import type { ItemCommand, ItemRefs } from '../../services/revitalization/domain/item-commands.ts';
import { statesOf, type Wish } from './actions.ts';
import { policy } from './parts.ts';
import { APPROVERS, CLERKS, JACK } from './people.ts';
import type { World } from './world.ts';

const DECLARATIONS = policy.guardRails.map(({ id }) => id);
const MEASURES = { operating: 'self-operation', 'public-welfare': 'back-in-use' } as const;

/** Something somebody wants to do with an item; undefined while there is none. */
export function revitalizationWish(world: World): Wish | undefined {
  const { random } = world;
  const items = statesOf<Item>(world, 'revitalization', 'ITEM#');
  if (items.length === 0) return undefined;
  const { id, item } = random.pick(items);
  const [actor, command, refs] = nextStep(world, item.state);
  return {
    service: 'revitalization',
    kind: itemKind as never,
    id,
    command,
    actor,
    refs: () => refs ?? {},
    ...(random.chance(0.5) ? { expectedVersion: item.version } : {}),
  };
}

type Step = readonly [actor: Actor, command: ItemCommand, refs?: ItemRefs];

function nextStep(world: World, item: Item): Step {
  const { random } = world;
  const clerk = random.chance(0.3) ? JACK : random.pick(CLERKS);
  const approver = approvalUnderWay(item)?.status === 'open' && random.chance(0.3) ? JACK : random.pick(APPROVERS);
  if (random.chance(0.06))
    return random.pick<Step>([
      [JACK, { type: 'suspend', reason: '待核实' }],
      [JACK, { type: 'resume', reason: '已核实' }],
      [JACK, { type: 'reopen', reason: '复查' }],
    ]);
  const verdict = random.weighted([
    [8, 'approved'],
    [1, 'returned'],
  ] as const);
  const reason = verdict === 'approved' ? undefined : '材料不全';
  switch (item.status) {
    case 'listed':
    case 'returned':
      return [clerk, plan(world, item)];
    case 'planned':
      return [approver, { type: 'step-plan', verdict, reason, declarations: DECLARATIONS }];
    case 'approved':
      return random.chance(0.7) ? [clerk, { type: 'start' }] : extension(world, item, clerk, approver);
    case 'in-progress':
      return random.chance(0.6)
        ? [clerk, { type: 'report-completion', summary: '已出租' }, evidence(item)]
        : extension(world, item, clerk, approver);
    case 'completion-reported':
    case 'verified':
      return [approver, { type: 'step-completion', verdict, reason }];
    case 'written-off':
    case 'closed':
      return [JACK, { type: 'reopen', reason: '复查' }];
    case 'suspended':
      return [JACK, { type: 'resume', reason: '已核实' }];
  }
}

const plan = (world: World, item: Item): ItemCommand => ({
  type: 'plan',
  measure: MEASURES[item.class as keyof typeof MEASURES],
  earlierMeasures: [],
  conditions: [],
  responsible: { unitPath: item.unitPath, person: '买买提' },
  difficulty: 'easy',
  // Soon, so that flags fall due within a run.
  dueDate: addDays(todayBy(world.clock), 1 + world.random.below(40)),
});

function extension(world: World, item: Item, clerk: Actor, approver: Actor): Step {
  if (item.extension) return [approver, { type: 'step-extension', verdict: 'approved' }];
  const from = calendarDate(item.deadline?.dueDate ?? todayBy(world.clock));
  return [clerk, { type: 'request-extension', dueDate: addDays(from, 1 + world.random.below(60)), reason: '招租未成' }];
}

const evidence = (item: Item): ItemRefs => ({
  evidence: {
    kind: 'verified',
    documents: [{ kind: 'acceptance-record', evidenceId: 'E1', sha256: 'ab'.repeat(32), unitPath: item.unitPath }],
  },
});
