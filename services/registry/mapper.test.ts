import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { assetCorrected, assetRegistered } from '../../contracts/registry/assets.ts';
import { loadPack } from '../../policy/load.ts';
import { assetKind } from './aggregates.ts';
import { assetOf } from './domain/asset-record.ts';
import { actor, card, Story, VILLAGE } from './domain/sample-assets.ts';
import { assetWords } from './mapper.ts';

const clerk = actor('wang', 'village-accountant', VILLAGE);
const titleCertificate = { number: '第7号', issuedOn: '2020-06-30' };
const project = { code: 'MG-2019-0117', name: '保鲜库', year: 2019 };
const funding = [{ source: 'social-donation', amountFen: 12_345_600, project }];

test('a card’s events leave out what goes without saying, fit their contracts, and give the state that the rules gave', () => {
  const story = new Story(loadPack('makit'));
  const said = { class: 'operating', title: 'titled', titleCertificate, funding } as const;
  story.registered(said);
  story.do(clerk, { type: 'correct', card: card({ ...said, place: '二组' }), reason: '核对' });
  const sent = story.events.map((event) => assetWords.toContract(event));
  const [registered, corrected] = sent.map(({ data }) => data);
  expect(z.safeParse(assetRegistered.shape.data, registered).success).toBe(true);
  expect(z.safeParse(assetCorrected.shape.data, corrected).success).toBe(true);
  for (const data of [registered, corrected]) {
    for (const field of ['use', 'title', 'valueProvisional', 'holderKind']) expect(data).not.toHaveProperty(field);
    expect(data?.funding).toEqual([{ source: 'social-donation', project }]);
  }
  const record = sent.reduce<ReturnType<typeof assetKind.evolve> | undefined>(
    (state, { type, data }) => assetKind.evolve(state, assetWords.fromContract(type, data)),
    undefined,
  );
  expect(record && assetOf(record)).toEqual(story.state);
});

test('an event that says everything, as it once was published, means the same', () => {
  const file = new URL('../../contracts/frozen/panhuo.registry.asset-registered.v1.json', import.meta.url);
  const { type, data } = JSON.parse(readFileSync(file, 'utf8')) as { type: string; data: Record<string, unknown> };
  const event = assetWords.fromContract(type, data);
  expect(event).toEqual({ ...data, type: 'asset-registered' });
  expect(assetWords.fromContract(type, assetWords.toContract(event).data)).toEqual(event);
});
