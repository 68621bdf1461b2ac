import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadPack, PolicyError, parsePack } from './load.ts';

const FILE = 'packs/county.yaml';
const textOf = (name: string) => readFileSync(join(import.meta.dirname, 'packs', `${name}.yaml`), 'utf8');

/** One change to a sound pack; the error must stand at the line that was changed, or where `line` says. */
interface Breakage {
  readonly what: string;
  readonly pack: string;
  readonly from: string;
  readonly to: string;
  readonly path: string;
  readonly reason: RegExp;
  /** The text of the line shown, when it is not the changed one. */
  readonly line?: string;
}

const BREAKAGES: readonly Breakage[] = [
  {
    what: 'a document of a disposal that the pack does not have',
    pack: 'makit',
    from: 'equityExit: equity-exit-agreement',
    to: 'equityExit: handshake',
    path: 'disposal.documents.equityExit',
    reason: /no kind of document has the id handshake/,
  },
  {
    what: 'a checklist whose name no village’s checklist could carry',
    pack: 'fucheng',
    from: '  - id: property-rights-reform',
    to: '  - id: property-rights-reform-of-the-collectives',
    path: 'checklists[0].id',
    reason: /39/,
  },
  {
    what: 'equity that is no sub-type',
    pack: 'makit',
    from: '  equitySubTypes: [equity]',
    to: '  equitySubTypes: [bonds]',
    path: 'disposal.equitySubTypes[0]',
    reason: /no sub-type has the id bonds/,
  },
  {
    what: 'a way of disposal without a source',
    pack: 'makit',
    from: 'appraisal: false, buyer: false, source: document:四（八）',
    to: 'appraisal: false, buyer: false',
    path: 'disposal.modes[2].source',
    reason: /expected string/,
  },
  {
    what: 'an unknown key',
    pack: 'makit',
    from: '  parkedWarningDays: [90, 30]',
    to: '  parkedWarningDays: [90, 30]\n  colour: red',
    path: 'distribution.colour',
    reason: /unknown key "colour"/,
    line: '  colour: red',
  },
  {
    what: 'a missing key',
    pack: 'makit',
    from: '  deadlineMonths: 12\n',
    to: '',
    path: 'distribution.deadlineMonths',
    reason: /expected number/,
    line: 'distribution:',
  },
  {
    what: 'a number as text',
    pack: 'makit',
    from: '  deadlineMonths: 12',
    to: "  deadlineMonths: '12'",
    path: 'distribution.deadlineMonths',
    reason: /expected number/,
  },
  {
    what: 'a number without a source',
    pack: 'makit',
    from: 'handover: { postingDeadlineDays: 15, unit: working-day, source:',
    to: 'handover: { postingDeadlineDays: 15, unit: working-day, comment:',
    path: 'handover.source',
    reason: /expected string/,
  },
  {
    what: 'a source that says nothing',
    pack: 'makit',
    from: 'deadlineSource: document:四（七）; rule:MAIGAITI_1Y',
    to: 'deadlineSource: everybody knows',
    path: 'distribution.deadlineSource',
    reason: /a source is document/,
  },
  {
    what: 'a rule that does not exist',
    pack: 'makit',
    from: 'deadlineSource: document:四（七）; rule:MAIGAITI_1Y',
    to: 'deadlineSource: document:四（七）; rule:MAIGAITI_2Y',
    path: 'distribution.deadlineSource',
    reason: /no rule MAIGAITI_2Y/,
  },
  {
    what: 'a column that no form has',
    pack: 'makit',
    from: 'type: text, source: column:land-certificate',
    to: 'type: text, source: column:moon-certificate',
    path: 'assetClasses[0].fields[2].source',
    reason: /no column moon-certificate/,
  },
  {
    what: 'a choice without choices',
    pack: 'maoxian',
    from: 'type: date, source: column:building-completed',
    to: 'type: choice, source: column:building-completed',
    path: 'assetClasses[2].fields[2].choices',
    reason: /a choice has choices/,
  },
  {
    what: 'a field of a sub-type that its class does not have',
    pack: 'makit',
    from: 'subTypes: [livestock], source',
    to: 'subTypes: [cold-store], source',
    path: 'assetClasses[2].fields[3].subTypes[0]',
    reason: /no sub-type of this class has the id cold-store/,
  },
  {
    what: 'two classes with one short name',
    pack: 'makit',
    from: '    short: PW',
    to: '    short: OP',
    path: 'assetClasses[1].short',
    reason: /OP is given twice/,
  },
  {
    what: 'a placement rule that can never hold',
    pack: 'makit',
    from: '{ field: thing, choice: livestock }',
    to: '{ field: thing, choice: camels }',
    path: 'placementRules[0].when',
    reason: /no class has these fields/,
    line: '    when:',
  },
  {
    what: 'an UNVERIFIED rule',
    pack: 'makit',
    from: 'lifeYears: 5, source: rule:DEP_ELEC',
    to: 'lifeYears: 15, source: rule:DEP_FURN',
    path: 'depreciation[7].source',
    reason: /DEP_FURN is UNVERIFIED/,
  },
  {
    what: 'a role that may not take a step',
    pack: 'makit',
    from: 'role: township-officer, level: township, effect: approve }',
    to: 'role: auditor, level: township, effect: approve }',
    path: 'chains.distribution.steps[0].role',
    reason: /not a role that may take a step/,
  },
  {
    what: 'a role at a level where it does not act',
    pack: 'makit',
    from: 'role: township-officer, level: township, effect: approve }',
    to: 'role: township-officer, level: county, effect: approve }',
    path: 'chains.distribution.steps[0].level',
    reason: /township-officer does not act at the level county/,
  },
  {
    what: 'a write-off that nobody verifies',
    pack: 'township-reform',
    from: '      - { id: verification, name: { zh: 乡镇核验, en: Verified by the township }, role: township-officer, level: township, effect: examine }\n',
    to: '',
    path: 'chains.write-off.steps',
    reason: /a write-off needs a step of verification/,
  },
  {
    what: 'a quorum rule that does not exist',
    pack: 'makit',
    from: '  distributionRule: member-representatives',
    to: '  distributionRule: everyone',
    path: 'quorum.distributionRule',
    reason: /no quorum rule has the id everyone/,
  },
  {
    what: 'a fraction above 1',
    pack: 'makit',
    from: 'presentFraction: { numerator: 2, denominator: 3,',
    to: 'presentFraction: { numerator: 4, denominator: 3,',
    path: 'quorum.rules[0].presentFraction.numerator',
    reason: /cannot be more than 1/,
  },
  {
    what: 'a duty of a department that does not exist',
    pack: 'makit',
    from: '    department: united-front',
    to: '    department: united-rear',
    path: 'dutyRouting[6].department',
    reason: /no department has the id united-rear/,
  },
  {
    what: 'a menu for a class that does not exist',
    pack: 'maoxian',
    from: 'appliesTo: { classes: [minerals] }',
    to: 'appliesTo: { classes: [minerals, diamonds] }',
    path: 'measureMenus[1].appliesTo.classes[1]',
    reason: /no asset class has the id diamonds/,
  },
  {
    what: 'a reviewer outside the review chain',
    pack: 'maoxian',
    from: '      reviewRole: industry-department',
    to: '      reviewRole: finance-bureau',
    path: 'idleFindings.kinds.idle.reviewRole',
    reason: /takes no step of the chain idle-review/,
  },
  {
    what: 'a kind of evidence that does not exist',
    pack: 'maoxian',
    from: 'requiredEvidence: [stop-use-statement, meeting-minutes]',
    to: 'requiredEvidence: [stop-use-statement, gossip]',
    path: 'idleFindings.kinds.idle.requiredEvidence[1]',
    reason: /no kind of evidence has the id gossip/,
  },
  {
    what: 'an id given twice',
    pack: 'maoxian',
    from: '  - id: minerals\n',
    to: '  - id: land\n',
    path: 'assetClasses[1].id',
    reason: /the id land is given twice/,
  },
  {
    what: 'a class without a menu',
    pack: 'maoxian',
    from: 'appliesTo: { classes: [minerals] }',
    to: 'appliesTo: { classes: [land] }',
    path: 'assetClasses[1].id',
    reason: /no measure menu covers minerals/,
    line: '  - id: minerals',
  },
  {
    what: 'milestones out of order',
    pack: 'township-reform',
    from: 'date: 2021-05-31',
    to: 'date: 2021-02-28',
    path: 'campaignMilestones[1]',
    reason: /order of their dates/,
  },
  {
    what: 'a day that does not exist',
    pack: 'township-reform',
    from: 'date: 2021-05-31',
    to: 'date: 2021-02-29',
    path: 'campaignMilestones[1].date',
    reason: /not a calendar date/,
  },
  {
    what: 'due-soon days that go up',
    pack: 'maoxian',
    from: 'dueSoonDays: [30, 7, 1]',
    to: 'dueSoonDays: [1, 7, 30]',
    path: 'overdue.dueSoonDays[1]',
    reason: /go down/,
  },
  {
    what: 'escalations that do not rise',
    pack: 'maoxian',
    from: '{ level: county-lead, daysLate: 15 }',
    to: '{ level: county-lead, daysLate: 1 }',
    path: 'overdue.escalations[1]',
    reason: /days late go up/,
  },
  {
    what: 'a table that does not add up',
    pack: 'fucheng',
    from: '        points: 50\n',
    to: '        points: 49\n',
    path: 'evaluation[0].partyPoints[0].points',
    reason: /items of township add up to 99, not 100/,
    line: '      - { party: township, points: 100 }',
  },
  {
    what: 'reserves that take more than the whole',
    pack: 'fucheng',
    from: 'floorBasisPoints: 0,',
    to: 'floorBasisPoints: 10001,',
    path: 'distribution.reserves[0].floorBasisPoints',
    reason: /10000/,
  },
  {
    what: 'reserves that together take more than the whole',
    pack: 'fucheng',
    from: 'floorBasisPoints: 0, order: 1, source: rule:RCEO_DISTRIBUTION }\n',
    to: 'floorBasisPoints: 6000, order: 1, source: rule:RCEO_DISTRIBUTION }\n    - { id: second, name: { zh: 二, en: Second }, floorBasisPoints: 5000, order: 2, source: local-decision }\n',
    path: 'distribution.reserves[1].floorBasisPoints',
    reason: /11000 basis points/,
    line: 'id: second',
  },
  {
    what: 'a total that is not the sum of the parties',
    pack: 'fucheng',
    from: 'totalPoints: 200',
    to: 'totalPoints: 201',
    path: 'evaluation[0].totalPoints',
    reason: /the parties add up to 200, not 201/,
  },
  {
    what: 'an item whose parts give another sum',
    pack: 'fucheng',
    from: 'name: { zh: 工作小组, en: Working group }, pointsEach: 2',
    to: 'name: { zh: 工作小组, en: Working group }, pointsEach: 1',
    path: 'evaluation[0].items[3].points',
    reason: /the parts give 2 at most, not 3/,
    line: '        points: 3',
  },
  {
    what: 'duties that are not numbered through',
    pack: 'makit',
    from: '  - number: 22',
    to: '  - number: 23',
    path: 'dutyRouting[21].number',
    reason: /22 expected/,
  },
  {
    what: 'a contract term that does not exist',
    pack: 'makit',
    from: 'requiredTerms: [operating-responsibility,',
    to: 'requiredTerms: [goodwill,',
    path: 'contracts.modes[0].requiredTerms[0]',
    reason: /no contract term has the id goodwill/,
  },
  {
    what: 'objections that end after the publicity',
    pack: 'fucheng',
    from: '  publicity: { days: 5, unit: calendar-day, objectionDays: 5,',
    to: '  publicity: { days: 5, unit: calendar-day, objectionDays: 6,',
    path: 'distribution.publicity.objectionDays',
    reason: /no later than the publicity/,
  },
  {
    what: 'a key given twice',
    pack: 'maoxian',
    from: "version: '2026.1'",
    to: "version: '2026.1'\nversion: '2026.2'",
    path: '',
    reason: /unique/,
    line: "version: '2026.2'",
  },
  {
    what: 'YAML that does not parse',
    pack: 'maoxian',
    from: 'dueSoonDays: [30, 7, 1]',
    to: 'dueSoonDays: [30, 7, 1',
    path: '',
    reason: /./,
    line: '  escalations:',
  },
];

function failure(text: string): PolicyError {
  try {
    parsePack(text, FILE);
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error('the broken pack was accepted');
}

describe('a broken pack names file, line, path and reason', () => {
  test.each(BREAKAGES)('$what', ({ pack, from, to, path, reason, line }) => {
    const sound = textOf(pack);
    const at = sound.indexOf(from);
    expect(at).toBeGreaterThanOrEqual(0);
    const broken = sound.slice(0, at) + to + sound.slice(at + from.length);

    const error = failure(broken);

    const shown = broken.split('\n')[error.line - 1];
    expect(shown).toContain(line ?? to.split('\n')[0]);
    expect(error.path).toBe(path);
    expect(error.reason).toMatch(reason);
    expect(error.file).toBe(FILE);
    expect(error.message).toContain(`${FILE}:${error.line}:${error.column}`);
  });

  test('the column points at the value', () => {
    const broken = textOf('makit').replace('deadlineMonths: 12', 'deadlineMonths: twelve');
    const error = failure(broken);
    expect(broken.split('\n')[error.line - 1]?.slice(error.column - 1)).toBe('twelve');
  });

  test('all that is wrong is told, in the order of the file', () => {
    const broken = textOf('makit')
      .replace('deadlineMonths: 12', 'deadlineMonths: 0')
      .replace('draft: false', 'draft: no');
    const { issues } = failure(broken);
    expect(issues.map(({ path }) => path.join('.'))).toEqual(['document.draft', 'distribution.deadlineMonths']);
  });

  test('text that is no map at all', () => {
    expect(failure('')).toMatchObject({ line: 1, column: 1 });
    expect(failure('[]').reason).toMatch(/expected object/);
  });

  test('an alias bomb is refused', () => {
    const levels = Array.from({ length: 9 }, (_, index) => {
      const below = index === 0 ? 'x' : `*a${index - 1}`;
      return `a${index}: &a${index} [${Array.from({ length: 10 }, () => below).join(', ')}]`;
    });
    expect(() => parsePack(levels.join('\n'), FILE)).toThrow(PolicyError);
  });

  test('a pack that is not there', () => {
    expect(() => loadPack('../package')).toThrow(/there is no pack/);
    expect(() => loadPack('atlantis')).toThrow(/there is no pack atlantis; there are fucheng, makit/);
  });
});
