/**
 * Which items of a batch a function reports as failed, read as Lambda reads it: an empty or missing list is success of all;
 * an answer that is not understood, or names an item that was not in the batch, is failure of all.
 */
export function readItemFailures(resultJson: string, identifiers: readonly string[]): 'all' | ReadonlySet<string> {
  const result = JSON.parse(resultJson) as unknown;
  if (result === null || result === '') return new Set();
  if (typeof result !== 'object') return new Set();
  const failures = (result as { batchItemFailures?: unknown }).batchItemFailures;
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return 'all';
  const known = new Set(identifiers);
  const failed = new Set<string>();
  for (const failure of failures as readonly unknown[]) {
    const identifier =
      typeof failure === 'object' && failure !== null
        ? (failure as { itemIdentifier?: unknown }).itemIdentifier
        : undefined;
    if (typeof identifier !== 'string' || !known.has(identifier)) return 'all';
    failed.add(identifier);
  }
  return failed;
}
