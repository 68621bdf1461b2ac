import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Asset, AssetEvent } from './asset.ts';
import { eventInFull, eventInShort } from './asset-event.ts';
import { type AssetRecord, assetOf, recordOf } from './asset-record.ts';
import type { Finding } from './finding.ts';
import type { Handover, Side } from './handover.ts';
import type { OutsideDuty } from './outside-registration.ts';
import { card, OTHER_VILLAGE, VILLAGE } from './sample-assets.ts';

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const option = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });

const fen = fc.integer({ min: 1, max: 3 });
const cards = fc.record({
  name: fc.constant('保鲜库'),
  class: fc.constant('operating'),
  originalFen: fen,
  valueProvisional: fc.boolean(),
  title: fc.constantFrom('titled' as const, 'unclear' as const),
  titleCertificate: option(fc.constant({ number: '第7号', issuedOn: '2020-06-30' })),
  use: fc.constantFrom('in-use' as const, 'leased' as const),
  funding: option(fc.array(fc.record({ source: fc.constantFrom('a', 'b'), amountFen: fen }), { maxLength: 3 })),
});
const holders = fc.record({
  unitPath: fc.constantFrom(VILLAGE, OTHER_VILLAGE),
  holderKind: fc.constantFrom('village' as const, 'township' as const),
});

const day = fc.constantFrom('2026-05-06', '2026-06-05');
const findings: fc.Arbitrary<Finding> = fc.record(
  {
    finding: fc.constantFrom('idle' as const, 'over-standard' as const),
    status: fc.constantFrom<Finding['status'][]>('declared', 'confirmed', 'rejected', 'written-off'),
    declaredOn: day,
    declaredBy: fc.constant('wang'),
    writtenOffOn: day,
  },
  { requiredKeys: ['finding', 'status', 'declaredOn'] },
);
const duties: fc.Arbitrary<OutsideDuty> = fc.record(
  {
    system: fc.constantFrom('platform', 'state'),
    status: fc.constantFrom<OutsideDuty['status'][]>('due', 'failed', 'done'),
    purpose: fc.constantFrom<OutsideDuty['purpose'][]>('register', 'update', 'remove'),
    dueDate: day,
    reference: fc.constant('R'),
    overdue: fc.constant(true as const),
  },
  { requiredKeys: ['system', 'status', 'purpose'] },
);
const toBeEntered = day.map((dueDate): OutsideDuty[] =>
  ['platform', 'state'].map((system) => ({ system, status: 'due', purpose: 'register', dueDate })),
);
const proposedBy = 'wang';
const steps = [{ id: 'committee', role: 'county-government', level: 'county' as const }];
const sides = fc.constantFrom<Side[][]>([], ['giver'], ['receiver'], ['giver', 'receiver'], ['receiver', 'giver']);
const handovers: fc.Arbitrary<Handover> = fc.record(
  {
    toUnitPath: fc.constant(OTHER_VILLAGE),
    toKind: fc.constantFrom('village' as const, 'township' as const),
    approval: fc.oneof(
      fc.constant({ status: 'open' as const, proposedBy, steps, takenBy: ['feng'] }),
      fc.constantFrom('approved' as const, 'returned' as const).map((status) => ({ status })),
    ),
    confirmed: sides,
    posted: sides,
    postingDueDate: day,
  },
  { requiredKeys: ['toUnitPath', 'toKind', 'approval', 'confirmed', 'posted'] },
);
const matters = fc.record({
  use: fc.constantFrom<Asset['use'][]>('in-use', 'leased', 'idle', 'lost', 'disposed'),
  register: option(fc.constantFrom(VILLAGE, OTHER_VILLAGE)),
  finding: option(findings),
  handover: option(handovers),
  registrations: option(fc.oneof(toBeEntered, fc.array(duties, { minLength: 1, maxLength: 3 }))),
});
const assets = fc.tuple(cards, holders, matters).map(([said, holder, { register, ...others }]): Asset => {
  const number = register === undefined ? {} : { externalCode: 'MG-7', externalUnitPath: register };
  return { ...said, ...holder, ...number, ...others };
});

describe('what goes without saying', () => {
  test('is left out of a state and read again, and a state that said it reads the same', () => {
    fc.assert(
      fc.property(assets, (asset) => {
        expect(json(assetOf(recordOf(asset)))).toEqual(json(asset));
        expect(json(assetOf(asset as AssetRecord))).toEqual(json(asset));
        expect(json(recordOf(assetOf(recordOf(asset))))).toEqual(json(recordOf(asset)));
      }),
    );
  });

  test('is left out of a card’s events and read again, and an event that said it reads the same', () => {
    fc.assert(
      fc.property(cards, holders, (said, holder) => {
        const events: AssetEvent[] = [
          { type: 'asset-registered', ...holder, ...said },
          { type: 'asset-corrected', ...said, reason: '核对' },
        ];
        for (const event of events) {
          expect(json(eventInFull(eventInShort(event)))).toEqual(json(event));
          expect(json(eventInFull(event))).toEqual(json(event));
        }
      }),
    );
  });

  test('of a village’s titled card in use is everything but what the card is', () => {
    const titleCertificate = { number: '第7号', issuedOn: '2020-06-30' };
    const funding = [{ source: 'social-donation', amountFen: 12_345_600 }];
    const plain = { ...card({ title: 'titled', titleCertificate, funding }), unitPath: VILLAGE, holderKind: 'village' };
    const said = {
      name: '村委会旧楼',
      class: 'buildings',
      originalFen: 12_345_600,
      titleCertificate,
      unitPath: VILLAGE,
    };
    const short = { ...said, funding: [{ source: 'social-donation' }] };
    expect(recordOf(plain as Asset)).toEqual(short);
    expect(eventInShort({ type: 'asset-registered', ...plain } as AssetEvent)).toEqual({
      type: 'asset-registered',
      ...short,
    });
    const due = { status: 'due', purpose: 'register', dueDate: '2026-06-05' } as const;
    const registrations = ['platform', 'state'].map((system) => ({ system, ...due }));
    expect(recordOf({ ...plain, registrations } as Asset).registrations).toEqual({
      systems: ['platform', 'state'],
      dueDate: '2026-06-05',
    });
    const finding = { finding: 'idle', status: 'declared', declaredOn: '2026-05-06', declaredBy: 'wang' } as const;
    expect(recordOf({ ...plain, finding } as Asset).finding).toEqual({ declaredOn: '2026-05-06', declaredBy: 'wang' });
  });
});
