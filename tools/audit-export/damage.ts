/** What the verifier finds: the kind of a damage and its place. */

export const DAMAGE_KINDS = {
  'not-utf8': 'the line is not valid UTF-8',
  'line-too-long': 'the line is longer than any entry can be',
  'not-a-line-of-this-format': 'the line does not have the form of an export',
  'line-altered': 'this line or the one before it was changed, taken out, put in or moved',
  'not-canonical': 'the line is not in canonical form',
  'wrong-region': 'the event belongs to another region',
  'outside-range': 'the event was recorded outside the days of the export',
  'out-of-order': 'the entry does not come after the one before it in the order of recording',
  'leaf-mismatch': 'the leaf hash does not follow from what the event says',
  'duplicate-id': 'an event of this source and id came before',
  'duplicate-version': 'an entry of this version came before',
  'broken-link': 'prevhash is not the leaf hash of the version before',
  'missing-entry': 'versions are missing',
  'missing-header': 'the file does not begin with a header',
  'missing-manifest': 'the file ends before its manifest: it was cut off',
  'after-manifest': 'something follows the manifest',
  'manifest-mismatch': 'the manifest counts other entries than the file holds',
  'digest-not-as-published': 'the digest of the leaves is not the one published',
  'money-mismatch': 'replaying the money events does not give what they state',
} as const;

export type DamageKind = keyof typeof DAMAGE_KINDS;

export interface Damage {
  readonly kind: DamageKind;
  /** Line number in the file, from 1. */
  readonly line: number;
  /** `<source> <subject>` where an entry is concerned. */
  readonly aggregate?: string | undefined;
  readonly version?: number | undefined;
  readonly detail?: string | undefined;
}

/** Damages named one by one; beyond that they are only counted. */
export const DAMAGES_NAMED_MAX = 200;

export class DamageList {
  readonly named: Damage[] = [];
  count = 0;

  add(damage: Damage): void {
    this.count += 1;
    if (this.named.length < DAMAGES_NAMED_MAX) this.named.push(damage);
  }
}

/** One line for a person: `line 17: leaf-mismatch /653127/registry asset/A version 3 — …`. */
export function describeDamage({ kind, line, aggregate, version, detail }: Damage): string {
  const at = [aggregate, version === undefined ? undefined : `version ${version}`].filter((part) => part !== undefined);
  return `line ${line}: ${[kind, ...at].join(' ')} — ${DAMAGE_KINDS[kind]}${detail === undefined ? '' : ` (${detail})`}`;
}
