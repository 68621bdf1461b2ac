/** Campaigns and counts as they lie in the registry's table. */
import { handsIn } from '../../../platform/approval.ts';
import type { AggregateKind } from '../../../platform/command.ts';
import type { RowWrite, SideWrite } from '../../../platform/store/store.ts';
import { lineage, unitCodeOf } from '../../../platform/unit-path.ts';
import type { Policy } from '../../../policy/policy.ts';
import type { Count } from '../domain/inventory/count-state.ts';
import {
  type Campaign,
  type CampaignCommand,
  type CampaignEvent,
  type CampaignRefs,
  type CampaignRefusal,
  decideCampaign,
  evolveCampaign,
  reportFlagOn,
} from '../domain/inventory/inventory-campaign.ts';
import {
  type CountCommand,
  type CountEvent,
  type CountRefs,
  type CountRefusal,
  decideCount,
  evolveCount,
} from '../domain/inventory/inventory-count.ts';
import type { Movements } from '../domain/inventory/inventory-figures.ts';
import {
  campaignDayKey,
  campaignIndex,
  campaignKey,
  campaignSumsKey,
  campaignTasksKey,
  countIndex,
  countKey,
  countRowsKey,
  inventoriesKey,
} from '../keys.ts';
import { campaignWords, countWords } from '../mapper.ts';

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
  indexes: (campaign, id) => campaignIndex(campaign.unitPath, campaign.asOf, id, reportFlagOn(campaign)),
  decide: decideCampaign,
  evolve: evolveCampaign,
  side: campaignMarks,
  ...campaignWords,
};

/**
 * What lies beside a campaign: the day of a yearly one, that its units are taken, and its sums, in which its withdrawal and the entries of its counts exclude
 * each other.
 */
function campaignMarks(event: CampaignEvent, { unitCode, unitPath, asOf, kind }: Campaign, id: string): SideWrite[] {
  const day = { key: campaignDayKey(unitCode, asOf), owner: id, refusal: 'already-exists' } as const;
  const sums = { kind: 'add', key: campaignSumsKey(id), refusal: 'wrong-state' } as const;
  switch (event.type) {
    case 'campaign-opened':
      return [
        ...(kind === 'yearly' ? [{ kind: 'claim', ...day } as const] : []),
        ...taken(unitPath, -1),
        { ...sums, add: { ...NO_MARKS } },
      ];
    case 'campaign-closed':
      return taken(unitPath, 1);
    case 'campaign-withdrawn':
      return [
        ...(kind === 'yearly' ? [{ kind: 'release', ...day } as const] : []),
        ...taken(unitPath, 1),
        {
          ...sums,
          add: { withdrawn: -1 },
          atLeast: { attribute: 'posting', value: 0 },
          refusal: 'entries-being-made',
        },
      ];
    default:
      return [];
  }
}

/** Marks of a campaign in its sums, each below zero while it stands. */
const NO_MARKS = { withdrawn: 0, posting: 0 } as const;
/** Refuses what no longer fits a campaign that has been withdrawn. */
const NOT_WITHDRAWN = { atLeast: { attribute: 'withdrawn', value: 0 }, refusal: 'wrong-state' } as const;

/** A unit is counted by one campaign at a time: its own, or one of a unit above it. */
function taken(unitPath: string, sign: 1 | -1): SideWrite[] {
  const refusal = 'inventory-running';
  return lineage(unitPath).map((path) => {
    const isOwn = path === unitPath;
    const attribute = isOwn ? 'free' : 'own';
    return {
      kind: 'add',
      key: inventoriesKey(unitCodeOf(path)),
      add: { free: sign, ...(isOwn ? { own: sign } : {}) },
      ...(sign < 0 ? { atLeast: { attribute, value: 0 } } : {}),
      refusal,
    };
  });
}

/** Rows of units that have never been counted: a condition holds only on what is there. Harmless however often. */
export const inventoriesBegun = (unitPath: string): RowWrite[] =>
  lineage(unitPath).map((path) => ({
    kind: 'add',
    key: inventoriesKey(unitCodeOf(path)),
    add: { free: 0, own: 0 },
  }));

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
        { kind: 'add', key: campaignSumsKey(campaignId), add: { opened: 1 }, ...NOT_WITHDRAWN },
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
    case 'count-step-taken': {
      const sums = { kind: 'add', key: campaignSumsKey(campaignId), ...NOT_WITHDRAWN } as const;
      if (event.verdict === 'refused') return [{ ...sums, add: { refused: 1 } }];
      return event.next ? [{ ...sums, add: { posting: -1 } }] : [];
    }
    case 'count-closed': {
      const add = { closed: 1, posting: 1, ...flat(event) };
      return [{ kind: 'add', key: campaignSumsKey(campaignId), add, refusal: 'wrong-state' }];
    }
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
    refused: number('refused'),
    opening: part('opening'),
    increases: part('increases'),
    decreases: part('decreases'),
    closing: part('closing'),
  };
}
