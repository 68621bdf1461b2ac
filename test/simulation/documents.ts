/** Papers that have been filed and verified before a run begins, one of each kind for every holder. */
import { evidenceKey } from '../../platform/evidence/evidence.ts';
import { unitCodeOf } from '../../platform/unit-path.ts';
import { HOLDERS } from './registry-actions.ts';
import type { World } from './world.ts';

const KINDS = ['appraisal-report', 'disposal-record', 'invoice', 'final-account', 'meeting-minutes'] as const;
type Kind = (typeof KINDS)[number];

/** A reference to such a paper, as requests name them. */
export const documentOf = (unitPath: string, kind: Kind) => ({ kind, evidenceId: `${unitCodeOf(unitPath)}-${kind}` });

/** Services that papers are filed with. */
const KEEPERS = ['registry', 'distribution'] as const;

/** Files them. */
export async function foundDocuments(world: World): Promise<void> {
  const rows = HOLDERS.flatMap((unitPath) =>
    KINDS.map((kind) => {
      const { evidenceId } = documentOf(unitPath, kind);
      const state = { unitPath, kind, sha256: 'ab'.repeat(32), status: 'verified' };
      const row = { aggregate: `evidence/${evidenceId}`, version: 1, lastHash: '', changedAt: '', state };
      return { kind: 'put' as const, row: { ...evidenceKey(evidenceId), ...row } as never };
    }),
  );
  for (const service of KEEPERS) await world.node(service).table.write(rows);
}
