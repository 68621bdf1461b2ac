/** What must agree inside what a pack says about cards. Pure. */
import { type PackIssue, unique } from './pack-issue.ts';
import type { AssetClass, Policy } from './policy.ts';

/** Fields, codes and placement rules that contradict one another. */
export function checkCards(policy: Policy): PackIssue[] {
  const { assetClasses, placementRules, documentKinds, scope, fundingSources } = policy;
  const shorts = unique(
    ['assetClasses'],
    assetClasses.map(({ short }) => ({ id: short })),
  ).map(({ path, reason }) => ({ path: [...path.slice(0, -1), 'short'], reason }));
  const sources = new Set(fundingSources.map(({ id }) => id));
  const unknownFunds = (scope.projectLibrary?.fundingSources ?? []).flatMap((id, index) =>
    sources.has(id)
      ? []
      : [{ path: ['scope', 'projectLibrary', 'fundingSources', index], reason: `no funding source has the id ${id}` }],
  );
  return [
    ...shorts,
    ...assetClasses.flatMap(checkFields),
    ...unique(['placementRules'], placementRules),
    ...checkPlacement(policy),
    ...unique(['documentKinds'], documentKinds),
    ...unknownFunds,
  ];
}

function checkFields({ fields, subTypes }: AssetClass, at: number): PackIssue[] {
  const known = new Set(subTypes.map(({ id }) => id));
  const path = ['assetClasses', at, 'fields'];
  return [
    ...unique(path, fields),
    ...fields.flatMap((field, index) => [
      ...unique([...path, index, 'choices'], field.choices ?? []),
      ...(field.subTypes ?? []).flatMap((id, place) =>
        known.has(id)
          ? []
          : [{ path: [...path, index, 'subTypes', place], reason: `no sub-type of this class has the id ${id}` }],
      ),
    ]),
  ];
}

/** A rule that can never hold protects nothing. */
function checkPlacement({ assetClasses, placementRules }: Policy): PackIssue[] {
  return placementRules.flatMap((rule, at) => {
    const path = ['placementRules', at];
    const canHold = assetClasses.some(({ fields }) =>
      rule.when.every(({ field, choice }) =>
        fields.some(({ id, choices = [] }) => id === field && choices.some((known) => known.id === choice)),
      ),
    );
    return [
      ...(canHold ? [] : [{ path: [...path, 'when'], reason: 'no class has these fields with these choices' }]),
      ...(rule.class === undefined || assetClasses.some(({ id }) => id === rule.class)
        ? []
        : [{ path: [...path, 'class'], reason: `no asset class has the id ${rule.class}` }]),
    ];
  });
}
