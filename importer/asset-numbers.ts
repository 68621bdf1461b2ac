/** The assets that a file's numbers stand for: the region's own codes, or the numbers their owners gave them. */
import type * as z from 'zod/mini';
import type { ledgerRow } from '../contracts/registry/assets.ts';
import { PAGE_SIZE_MAX } from '../contracts/vocabulary.ts';
import { isWithin } from '../platform/unit-path.ts';
import type { RegionClient } from './region-client.ts';

interface Known {
  readonly id: string;
  readonly unitPath: string;
}

interface LedgerPage {
  readonly rows: readonly z.infer<typeof ledgerRow>[];
  readonly nextCursor?: string;
}

/** Reads the ledger of the importing unit once, at the first question, and keeps its numbers: memory grows with that ledger, not with the file. */
export class AssetNumbers {
  readonly #client: RegionClient;
  readonly #base: string;
  #known: Promise<ReadonlyMap<string, readonly Known[]>> | undefined;

  /** @param base path of the importing unit; its assets and those below it are known */
  constructor(client: RegionClient, base: string) {
    this.#client = client;
    this.#base = base;
  }

  /**
   * Ids of the assets with this number at or below a unit: one, unless nothing or several things have it there.
   * @throws RefusedError, UnreachableError
   */
  async idsOf(number: string, unitPath: string): Promise<string[]> {
    this.#known ??= this.#readLedger();
    const found = (await this.#known).get(number) ?? [];
    return [...new Set(found.filter((asset) => isWithin(asset.unitPath, unitPath)).map(({ id }) => id))];
  }

  async #readLedger(): Promise<ReadonlyMap<string, readonly Known[]>> {
    const known = new Map<string, Known[]>();
    let cursor: string | undefined;
    do {
      const query = { unitPath: this.#base, limit: PAGE_SIZE_MAX, cursor };
      const { body } = await this.#client.get<LedgerPage>('/registry/assets', query);
      for (const { id, unitPath, code, externalCode } of body.rows) {
        for (const number of [code, externalCode]) {
          if (number === undefined) continue;
          const same = known.get(number);
          if (same) same.push({ id, unitPath });
          else known.set(number, [{ id, unitPath }]);
        }
      }
      cursor = body.nextCursor;
    } while (cursor !== undefined);
    return known;
  }
}
