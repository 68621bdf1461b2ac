import { describe, expect, test } from 'vitest';
import type { EvidenceRequest } from '../../contracts/evidence/evidence.ts';
import type { DecisionContext } from '../decider.ts';
import {
  checkEvidence,
  type EvidenceCommand,
  type EvidenceState,
  evidenceFiled,
  evidenceKey,
  evidenceKind,
} from './evidence.ts';

const kind = evidenceKind<undefined>('registry');
const context = {} as DecisionContext<undefined>;
const document: EvidenceRequest = {
  unitPath: '653127/653127100/',
  kind: 'meeting-minutes',
  fileName: '会议纪要.pdf',
  mediaType: 'application/pdf',
  sizeBytes: 1_000,
  sha256: 'ab'.repeat(32),
};
const found = { sha256: document.sha256, sizeBytes: 1_000, looksLike: 'application/pdf', etag: '"1"' };
const requested: EvidenceState = { ...document, status: 'requested' };
const decide = (state: EvidenceState | undefined, command: EvidenceCommand) =>
  kind.decide(state, command, undefined, context);
const verify = (what: Partial<typeof found> | undefined): EvidenceCommand => ({
  type: 'verify',
  found: what && { ...found, ...what },
});

describe('a document', () => {
  test('is requested, uploaded, and verified when it is what was announced', () => {
    const announced = decide(undefined, { type: 'request', document });
    if (announced.kind === 'refused') throw new Error('refused');
    expect(kind.evolve(undefined, announced.event)).toEqual(requested);
    const verified = decide(requested, verify({}));
    if (verified.kind === 'refused') throw new Error('refused');
    expect(kind.evolve(requested, verified.event)).toEqual({ ...document, status: 'verified' });
    expect(kind.fromContract('panhuo.registry.evidence-verified.v1', kind.toContract(verified.event).data)).toEqual(
      verified.event,
    );
  });

  test.each<[string, EvidenceState | undefined, EvidenceCommand, string]>([
    ['announced twice', requested, { type: 'request', document }, 'already-exists'],
    ['never announced', undefined, verify({}), 'not-found'],
    ['verified before', { ...document, status: 'verified' }, verify({}), 'wrong-state'],
    ['not uploaded', requested, verify(undefined), 'evidence-mismatch'],
    ['of other content', requested, verify({ sha256: 'cd'.repeat(32) }), 'evidence-mismatch'],
    ['of another size', requested, verify({ sizeBytes: 999 }), 'evidence-mismatch'],
    ['that looks like something else', requested, verify({ looksLike: 'image/png' }), 'evidence-mismatch'],
    [
      'that looks like nothing we take',
      requested,
      { type: 'verify', found: { ...found, looksLike: undefined } },
      'evidence-mismatch',
    ],
  ])('%s is refused', (_what, state, command, code) => {
    expect(decide(state, command)).toMatchObject({ kind: 'refused', refusal: { code } });
  });
});

describe('looking up what a record refers to', () => {
  const row = (more: Partial<EvidenceState> = {}) => ({
    ...evidenceKey('e1'),
    state: { ...document, status: 'verified', ...more },
  });
  const reference = { kind: 'meeting-minutes', evidenceId: 'e1' };

  test('gives verified documents with their content and whose they are', () => {
    const { sha256, unitPath } = document;
    expect(evidenceFiled([reference], [row()])).toEqual({
      kind: 'verified',
      documents: [{ ...reference, sha256, unitPath }],
    });
    expect(evidenceFiled([], [])).toEqual({ kind: 'verified', documents: [] });
  });

  test.each([
    ['that is not there', undefined],
    ['that is not verified', row({ status: 'requested' })],
    ['of another kind', row({ kind: 'check-record' })],
  ])('answers the same for a document %s', (_what, found) => {
    expect(evidenceFiled([reference], [found])).toEqual({ kind: 'unverified', evidenceId: 'e1' });
  });

  test('one document that is not verified spoils the rest', () => {
    const second = { kind: 'meeting-minutes', evidenceId: 'e2' };
    expect(evidenceFiled([reference, second], [row(), undefined])).toEqual({ kind: 'unverified', evidenceId: 'e2' });
  });
});

describe('checking what a record refers to', () => {
  const row = (more: Partial<EvidenceState> = {}) => ({
    ...evidenceKey('e1'),
    state: { ...document, status: 'verified', ...more },
  });
  const reference = { kind: 'meeting-minutes', evidenceId: 'e1' };
  const check = (rows: Parameters<typeof checkEvidence>[1], required = ['meeting-minutes'], references = [reference]) =>
    checkEvidence(references, rows, required, document.unitPath);

  test('is complete when every required kind is there, verified and the unit’s own', () => {
    expect(check([row()])).toEqual({ kind: 'complete', facts: [{ ...reference, sha256: document.sha256 }] });
  });

  test.each([
    ['that is not there', undefined],
    ['that is not verified', row({ status: 'requested' })],
    ['of another unit', row({ unitPath: '653127/653127101/' })],
    ['of the unit above', row({ unitPath: '653127/' })],
    ['of another kind', row({ kind: 'check-record' })],
  ])('answers the same for a document %s', (_what, found) => {
    expect(check([found])).toEqual({ kind: 'incomplete', code: 'evidence-not-verified', missing: 'e1' });
  });

  test('names the kind that is missing', () => {
    expect(check([row()], ['meeting-minutes', 'check-record'])).toEqual({
      kind: 'incomplete',
      code: 'evidence-missing',
      missing: 'check-record',
    });
  });
});
