/** What must agree inside one pack. Pure; each finding names the place by its path, so that the YAML line can be shown. */

import { checkCards } from './card-checks.ts';
import { checkDisposal } from './disposal-checks.ts';
import { checkEvaluation } from './evaluation-checks.ts';
import { type Identified, type PackIssue, type Path, unique } from './pack-issue.ts';
import type { ChainRole, ChainStep, Policy, StepLevel } from './policy.ts';
import { ALL_BASIS_POINTS } from './schema-distribution.ts';

const LEVELS_OF_ROLE: Readonly<Record<ChainRole, readonly StepLevel[]>> = {
  'village-accountant': ['village'],
  'village-head': ['village'],
  'township-officer': ['township'],
  'industry-department': ['department'],
  'finance-bureau': ['department', 'county'],
  'agriculture-bureau': ['department', 'county'],
  'county-government': ['county'],
};

/** Every place where the pack contradicts itself; empty for a sound pack. */
export function checkReferences(policy: Policy): PackIssue[] {
  return [
    ...uniqueEverywhere(policy),
    ...checkScope(policy),
    ...checkCards(policy),
    ...checkIdleFindings(policy),
    ...checkMenus(policy),
    ...checkDepartments(policy),
    ...checkDeadlines(policy),
    ...checkChains(policy),
    ...checkDistribution(policy),
    ...checkRegistry(policy),
    ...checkContracts(policy),
    ...checkDisposal(policy),
    ...checkEvaluation(policy.evaluation),
  ];
}

/** Every id of the list must be one of the known ones. */
function known(path: Path, wanted: readonly string[], knownIds: ReadonlySet<string>, what: string): PackIssue[] {
  return wanted.flatMap((id, index) =>
    knownIds.has(id) ? [] : [{ path: [...path, index], reason: `no ${what} has the id ${id}` }],
  );
}

const idsOf = (list: readonly Identified[]): ReadonlySet<string> => new Set(list.map(({ id }) => id));

function uniqueEverywhere(policy: Policy): PackIssue[] {
  const lists = {
    assetClasses: policy.assetClasses,
    fundingSources: policy.fundingSources,
    departments: policy.departments,
    measureMenus: policy.measureMenus,
    difficulties: policy.difficulties,
    guardRails: policy.guardRails,
    campaignMilestones: policy.campaignMilestones,
    titleRules: policy.titleRules,
    depreciation: policy.depreciation,
    checklists: policy.checklists,
    evaluation: policy.evaluation,
    evaluationCycles: policy.evaluationCycles,
  };
  return [
    ...Object.entries(lists).flatMap(([key, list]) => unique([key], list)),
    ...policy.assetClasses.flatMap((entry, index) => unique(['assetClasses', index, 'subTypes'], entry.subTypes)),
    ...policy.measureMenus.flatMap((entry, index) => unique(['measureMenus', index, 'measures'], entry.measures)),
    ...policy.checklists.flatMap((entry, index) => unique(['checklists', index, 'steps'], entry.steps)),
    ...unique(['idleFindings', 'evidenceKinds'], policy.idleFindings.evidenceKinds),
    ...unique(['quorum', 'rules'], policy.quorum.rules),
    ...unique(['distribution', 'reserves'], policy.distribution.reserves),
    ...unique(['distribution', 'purposes'], policy.distribution.purposes),
    ...unique(GOVERNMENT_PURPOSES, policy.distribution.governmentLevelPools?.purposes ?? []),
    ...unique(['contracts', 'modes'], policy.contracts.modes),
    ...unique(['contracts', 'terms'], policy.contracts.terms),
    ...unique(['contracts', 'selection'], policy.contracts.selection),
  ];
}

function checkScope(policy: Policy): PackIssue[] {
  return known(
    ['scope', 'fundingSources'],
    policy.scope.fundingSources,
    idsOf(policy.fundingSources),
    'funding source',
  );
}

function checkIdleFindings({ idleFindings, chains }: Policy): PackIssue[] {
  const evidence = idsOf(idleFindings.evidenceKinds);
  const reviewers = new Set(chains['idle-review'].steps.map(({ role }) => role));
  return Object.entries(idleFindings.kinds).flatMap(([kind, rule]) => {
    const path = ['idleFindings', 'kinds', kind];
    return [
      ...known([...path, 'requiredEvidence'], rule.requiredEvidence, evidence, 'kind of evidence'),
      ...(reviewers.has(rule.reviewRole)
        ? []
        : [{ path: [...path, 'reviewRole'], reason: `${rule.reviewRole} takes no step of the chain idle-review` }]),
    ];
  });
}

/** Ids of the sub-types of some classes. */
function subTypesOf(policy: Policy, classes: readonly string[]): ReadonlySet<string> {
  return new Set(
    policy.assetClasses
      .filter(({ id }) => classes.includes(id))
      .flatMap(({ subTypes }) => subTypes.map(({ id }) => id)),
  );
}

function checkMenus(policy: Policy): PackIssue[] {
  const classes = idsOf(policy.assetClasses);
  const issues = policy.measureMenus.flatMap((menu, index) => {
    const path = ['measureMenus', index, 'appliesTo'];
    const subTypes = subTypesOf(policy, menu.appliesTo.classes);
    return [
      ...known([...path, 'classes'], menu.appliesTo.classes, classes, 'asset class'),
      ...known([...path, 'subTypes'], menu.appliesTo.subTypes ?? [], subTypes, 'sub-type of these classes'),
      ...menu.measures.flatMap((measure, place) =>
        known(
          ['measureMenus', index, 'measures', place, 'subTypes'],
          measure.subTypes ?? [],
          subTypes,
          'sub-type of these classes',
        ),
      ),
    ];
  });
  const covered = new Set(policy.measureMenus.flatMap(({ appliesTo }) => appliesTo.classes));
  for (const [index, { id }] of policy.assetClasses.entries()) {
    if (!covered.has(id)) issues.push({ path: ['assetClasses', index, 'id'], reason: `no measure menu covers ${id}` });
  }
  return issues;
}

function checkDepartments(policy: Policy): PackIssue[] {
  const departments = idsOf(policy.departments);
  const classes = idsOf(policy.assetClasses);
  const subTypes = subTypesOf(policy, [...classes]);
  const funding = idsOf(policy.fundingSources);
  const issues: PackIssue[] = policy.responsibleDepartments.flatMap((entry, index) => {
    const path = ['responsibleDepartments', index];
    return [
      ...known([...path, 'classes'], entry.classes, classes, 'asset class'),
      ...known([...path, 'lead'], entry.lead, departments, 'department'),
      ...known([...path, 'supporting'], entry.supporting, departments, 'department'),
    ];
  });
  const routed = policy.dutyRouting.flatMap((route, index) => {
    const path = ['dutyRouting', index];
    const bodies = route.implementedBy === undefined ? [] : [route.implementedBy];
    return [
      ...(departments.has(route.department)
        ? []
        : [{ path: [...path, 'department'], reason: `no department has the id ${route.department}` }]),
      ...bodies
        .filter((id) => !departments.has(id))
        .map((id) => ({ path: [...path, 'implementedBy'], reason: `no department has the id ${id}` })),
      ...known([...path, 'subTypes'], route.subTypes, subTypes, 'sub-type'),
      ...known([...path, 'funding'], route.funding, funding, 'funding source'),
      ...(route.number === index + 1
        ? []
        : [
            { path: [...path, 'number'], reason: `the duties are numbered from 1 without gaps: ${index + 1} expected` },
          ]),
    ];
  });
  return [...issues, ...routed];
}

/** Every neighbour must be in order; the later of two that are not is reported. */
function ordered<T>(
  path: Path,
  list: readonly T[],
  inOrder: (earlier: T, later: T) => boolean,
  reason: string,
): PackIssue[] {
  return list.flatMap((later, index) => {
    const earlier = list[index - 1];
    return earlier === undefined || inOrder(earlier, later) ? [] : [{ path: [...path, index], reason }];
  });
}

function checkDeadlines(policy: Policy): PackIssue[] {
  const { overdue } = policy;
  return [
    ...ordered(
      ['campaignMilestones'],
      policy.campaignMilestones,
      (earlier, later) => earlier.date <= later.date,
      'milestones stand in the order of their dates',
    ),
    ...ordered(
      ['overdue', 'dueSoonDays'],
      overdue.dueSoonDays,
      (earlier, later) => earlier > later,
      'days before the due date go down',
    ),
    ...ordered(
      ['overdue', 'escalations'],
      overdue.escalations,
      (earlier, later) => earlier.daysLate < later.daysLate,
      'days late go up from one level to the next',
    ),
    ...unique(
      ['overdue', 'escalations'],
      overdue.escalations.map(({ level }) => ({ id: level })),
    ).map(({ path, reason }) => ({ path: [...path.slice(0, -1), 'level'], reason })),
    ...ordered(
      ['distribution', 'parkedWarningDays'],
      policy.distribution.parkedWarningDays,
      (earlier, later) => earlier > later,
      'days before the deadline go down',
    ),
  ];
}

/** Somebody verifies before somebody else writes off. */
const WRITE_OFF_STEPS_MIN = 2;

function checkChains({ chains }: Policy): PackIssue[] {
  const { steps, variants = [] } = chains['write-off'];
  const shortest = Math.min(steps.length, ...variants.map((variant) => variant.steps.length));
  const unverified: PackIssue[] =
    shortest < WRITE_OFF_STEPS_MIN
      ? [{ path: ['chains', 'write-off', 'steps'], reason: 'a write-off needs a step of verification before its own' }]
      : [];
  const broken = Object.entries(chains).flatMap(([id, chain]) => [
    ...checkSteps(['chains', id, 'steps'], chain.steps),
    ...(chain.variants ?? []).flatMap((variant, index) =>
      checkSteps(['chains', id, 'variants', index, 'steps'], variant.steps),
    ),
  ]);
  return [...unverified, ...broken];
}

function checkSteps(path: Path, steps: readonly ChainStep[]): PackIssue[] {
  return [
    ...unique(path, steps),
    ...steps.flatMap((step, index) =>
      LEVELS_OF_ROLE[step.role].includes(step.level)
        ? []
        : [{ path: [...path, index, 'level'], reason: `${step.role} does not act at the level ${step.level}` }],
    ),
  ];
}

function checkDistribution({ quorum, distribution }: Policy): PackIssue[] {
  const issues: PackIssue[] = [];
  if (!idsOf(quorum.rules).has(quorum.distributionRule)) {
    issues.push({
      path: ['quorum', 'distributionRule'],
      reason: `no quorum rule has the id ${quorum.distributionRule}`,
    });
  }
  let floors = 0;
  for (const [index, reserve] of distribution.reserves.entries()) {
    floors += reserve.floorBasisPoints;
    if (reserve.order !== index + 1) {
      issues.push({
        path: ['distribution', 'reserves', index, 'order'],
        reason: `reserves are ordered from 1 without gaps: ${index + 1} expected`,
      });
    }
    if (floors > ALL_BASIS_POINTS) {
      issues.push({
        path: ['distribution', 'reserves', index, 'floorBasisPoints'],
        reason: `the floors of the reserves add up to more than the whole (${floors} basis points)`,
      });
    }
  }
  issues.push(
    ...ordered(
      ['distribution', 'purposes'],
      distribution.purposes,
      (earlier, later) => earlier.rank <= later.rank,
      'purposes stand in the order of their ranks',
    ),
    ...objectionInside(['distribution', 'publicity'], distribution.publicity),
    ...checkGovernmentPools(distribution),
  );
  return issues;
}

const GOVERNMENT_PURPOSES: Path = ['distribution', 'governmentLevelPools', 'purposes'];

/** Whoever allocates acts at that level, and purposes stand in the order of their ranks. */
function checkGovernmentPools({ governmentLevelPools: rule }: Policy['distribution']): PackIssue[] {
  if (!rule) return [];
  return [
    ...rule.allocations.flatMap(({ allocatedBy, level }, index) =>
      LEVELS_OF_ROLE[allocatedBy].includes(level)
        ? []
        : [
            {
              path: ['distribution', 'governmentLevelPools', 'allocations', index, 'level'],
              reason: `${allocatedBy} does not act at the level ${level}`,
            },
          ],
    ),
    ...ordered(
      GOVERNMENT_PURPOSES,
      rule.purposes,
      (earlier, later) => earlier.rank <= later.rank,
      'purposes stand in the order of their ranks',
    ),
  ];
}

function objectionInside(path: Path, rule: { readonly days: number; readonly objectionDays?: number }): PackIssue[] {
  return (rule.objectionDays ?? 0) <= rule.days
    ? []
    : [{ path: [...path, 'objectionDays'], reason: 'objections end no later than the publicity' }];
}

function checkRegistry(policy: Policy): PackIssue[] {
  const classes = idsOf(policy.assetClasses);
  return [
    ...policy.titleRules.flatMap((rule, index) => [
      ...known(['titleRules', index, 'classes'], rule.classes, classes, 'asset class'),
      ...known(
        ['titleRules', index, 'subTypes'],
        rule.subTypes ?? [],
        subTypesOf(policy, rule.classes),
        'sub-type of these classes',
      ),
      ...known(
        ['titleRules', index, 'movableSubTypes'],
        rule.movableSubTypes ?? [],
        subTypesOf(policy, rule.classes),
        'sub-type of these classes',
      ),
    ]),
    ...policy.outsideRegistrations.flatMap((entry, index) =>
      unique(['outsideRegistrations', index, 'systems'], entry.systems),
    ),
    ...known(
      ['valuation', 'depreciation', 'exceptSubTypes'],
      policy.valuation.depreciation.exceptSubTypes,
      subTypesOf(policy, [...classes]),
      'sub-type',
    ),
    ...(idsOf(policy.documentKinds).has(policy.valuation.finalAccount.document)
      ? []
      : [
          {
            path: ['valuation', 'finalAccount', 'document'],
            reason: `no kind of document has the id ${policy.valuation.finalAccount.document}`,
          },
        ]),
    ...Object.entries(policy.publicity).flatMap(([id, rule]) => objectionInside(['publicity', id], rule)),
  ];
}

function checkContracts({ contracts }: Policy): PackIssue[] {
  const terms = idsOf(contracts.terms);
  return contracts.modes.flatMap((mode, index) =>
    known(['contracts', 'modes', index, 'requiredTerms'], mode.requiredTerms, terms, 'contract term'),
  );
}
