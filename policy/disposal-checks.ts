/** What must agree inside what a pack says about disposal. Pure. */
import { type PackIssue, unique } from './pack-issue.ts';
import type { Policy } from './policy.ts';

/** Ids given twice, and documents, sub-types and the publicity rule that the pack does not have. */
export function checkDisposal({ disposal, documentKinds, assetClasses, publicity }: Policy): PackIssue[] {
  const kinds = new Set(documentKinds.map(({ id }) => id));
  const subTypes = new Set(assetClasses.flatMap((entry) => entry.subTypes.map(({ id }) => id)));
  const { modes, grounds, exceptions, purposes } = disposal;
  return [
    ...Object.entries({ modes, grounds, exceptions, purposes }).flatMap(([key, list]) =>
      unique(['disposal', key], list),
    ),
    ...Object.entries(disposal.documents)
      .filter(([, id]) => !kinds.has(id))
      .map(([key, id]) => ({ path: ['disposal', 'documents', key], reason: `no kind of document has the id ${id}` })),
    ...disposal.equitySubTypes.flatMap((id, index) =>
      subTypes.has(id) ? [] : [{ path: ['disposal', 'equitySubTypes', index], reason: `no sub-type has the id ${id}` }],
    ),
    ...(publicity.disposal === undefined
      ? [{ path: ['publicity'], reason: 'results of disposals are published: a rule named disposal is needed' }]
      : []),
  ];
}
