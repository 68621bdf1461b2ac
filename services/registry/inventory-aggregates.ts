/** Campaigns and counts as they lie in the registry's table. */
import { handsIn } from '../../platform/approval.ts';
import type { AggregateKind } from '../../platform/command.ts';
import type { SideWrite } from '../../platform/store/store.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Count } from './domain/count-state.ts';
import {
  type Campaign,
  type CampaignCommand,
  type CampaignEvent,
  type CampaignRefs,
  type CampaignRefusal,
  decideCampaign,
  evolveCampaign,
} from './domain/inventory-campaign.ts';
import {
  type CountCommand,
  type CountEvent,
  type CountRefs,
  type CountRefusal,
  decideCount,
  evolveCount,
} from './domain/inventory-count.ts';
import type { Movements } from './domain/inventory-figures.ts';
import {
  campaignDayKey,
  campaignIndex,
  campaignKey,
  campaignSumsKey,
  campaignTasksKey,
  countIndex,
  countKey,
  countRowsKey,
} from './keys.ts';
import { campaignWords, countWords } from './mapper.ts';

export const campaignKind: AggregateKind<
  Campaign,
  CampaignCommand,
  CampaignEvent,
  CampaignRefs,
  Policy,
  CampaignRefusal
> = {
  name: 'campaign',
  key: campaignKey,
  indexes: (campaign, id) => campaignIndex(campaign.unitPath, campaign.asOf, id),
  decide: decideCampaign,
  evolve: evolveCampaign,
  side: (event, state, id) =>
    event.type === 'campaign-opened' && event.kind === 'yearly'
      ? [{ kind: 'claim', key: campaignDayKey(state.unitCode, state.asOf), owner: id, refusal: 'already-exists' }]
      : [],
  ...campaignWords,
};

/** Of one campaign and one unit; the id of the campaign has 26 letters. */
export const countIdOf = (campaignId: string, unitCode: string): string => `${campaignId}-${unitCode}`;

export const countKind: AggregateKind<Count, CountCommand, CountEvent, CountRefs, Policy, CountRefusal> = {
  name: 'count',
  key: countKey,
  indexes: (count, id) => countIndex(count.unitCode, count.asOf, id),
  actors: ({ approval, status }) => (status === 'submitted' && approval ? handsIn(approval) : []),
  decide: decideCount,
  evolve: evolveCount,
  side: countRows,
  ...countWords,
};

/** What lies beside a count: its lines, and its part in the sums of the campaign. */
function countRows(event: CountEvent, { campaignId, unitCode }: Count, id: string): readonly SideWrite[] {
  switch (event.type) {
    case 'count-opened':
      return [
        {
          kind: 'create',
          key: { pk: campaignTasksKey(campaignId), sk: unitCode },
          item: { countId: id },
          refusal: 'already-exists',
        },
        { kind: 'add', key: campaignSumsKey(campaignId), add: { opened: 1 }, refusal: 'wrong-state' },
      ];
    case 'count-recorded':
      return event.lines.map((line) => ({
        kind: 'create',
        key: { pk: countRowsKey('COUNTED', id), sk: line.assetId },
        item: { ...line },
        refusal: 'already-counted',
      }));
    case 'count-corrected': {
      const { line, number } = event;
      return [
        {
          kind: 'add',
          key: { pk: countRowsKey('COUNTED', id), sk: line.assetId },
          add: { corrections: 1 },
          refusal: 'stale-version',
        },
        {
          kind: 'create',
          key: { pk: countRowsKey('CORRECTED', id), sk: correctionSort(line.assetId, number) },
          item: { ...line },
          refusal: 'stale-version',
        },
      ];
    }
    case 'surplus-recorded': {
      const { type: _type, ...surplus } = event;
      const key = { pk: countRowsKey('SURPLUS', id), sk: event.surplusId };
      return [{ kind: 'create', key, item: { ...surplus }, refusal: 'already-exists' }];
    }
    case 'surplus-struck': {
      const key = { pk: countRowsKey('STRUCK', id), sk: event.surplusId };
      return [{ kind: 'create', key, item: { reason: event.reason }, refusal: 'wrong-state' }];
    }
    case 'count-closed':
      return [
        { kind: 'add', key: campaignSumsKey(campaignId), add: { closed: 1, ...flat(event) }, refusal: 'wrong-state' },
      ];
    default:
      return [];
  }
}

export const correctionSort = (assetId: string, number: number): string => `${assetId}#${number}`;

const PARTS = ['opening', 'increases', 'decreases', 'closing'] as const;
const flat = (movements: Movements): Record<string, number> =>
  Object.fromEntries(
    PARTS.flatMap((part) => [
      [`${part}Count`, movements[part].count],
      [`${part}Fen`, movements[part].fen],
    ]),
  );

/** The sums of a campaign as they lie in its row. */
export function campaignSums(row: Readonly<Record<string, unknown>> | undefined) {
  const number = (attribute: string): number => Number(row?.[attribute] ?? 0);
  const part = (name: (typeof PARTS)[number]) => ({ count: number(`${name}Count`), fen: number(`${name}Fen`) });
  return {
    opened: number('opened'),
    closed: number('closed'),
    opening: part('opening'),
    increases: part('increases'),
    decreases: part('decreases'),
    closing: part('closing'),
  };
}
