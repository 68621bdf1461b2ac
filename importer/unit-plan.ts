/** The organization units a file speaks of: collected while its rows are read, registered before the first row is. */
import type * as z from 'zod/mini';
import type { unitView } from '../contracts/registry/units.ts';
import { registerUnit, type UnitKind } from '../contracts/registry/units.ts';
import { explain } from './explain.ts';
import type { Profile } from './profile.ts';
import { RefusedError, type RegionClient } from './region-client.ts';
import type { RowReader } from './row-reader.ts';

type UnitView = z.infer<typeof unitView>;

interface PlannedUnit {
  readonly code: string;
  readonly name: string;
  readonly kind: UnitKind;
  readonly parentCode: string;
  readonly path: string;
}

/** A unit stands in the region otherwise than the file says. The message is meant for people. */
export class UnitMismatchError extends Error {
  override readonly name = 'UnitMismatchError';
}

/** Registrations of units under way at once. */
const CONCURRENCY = 8;

export class UnitPlan {
  readonly #base: string;
  readonly #profile: Profile;
  readonly #units = new Map<string, PlannedUnit>();

  /** @param base path of the unit that imports; the file's units stand below it */
  constructor(base: string, profile: Profile) {
    this.#base = base;
    this.#profile = profile;
  }

  get count(): number {
    return this.#units.size;
  }

  /** Codes of all planned units. */
  get codes(): string[] {
    return [...this.#units.keys()];
  }

  /** The path of the row's unit; undefined when it cannot be told (the reader has logged why). */
  pathOf(reader: RowReader): string | undefined {
    let path = this.#base;
    for (const [place, level] of this.#profile.units.levels.entries()) {
      const code = reader.value(`unit${place + 1}.code`, level.code);
      if (code === undefined && level.optional && !reader.bad) return path;
      const name = reader.value(`unit${place + 1}.name`, level.name);
      if (code === undefined || name === undefined) {
        if (!reader.bad) {
          reader.problem({ field: `unit${place + 1}`, value: '', reason: '单位为空 / the unit is empty' });
        }
        return undefined;
      }
      const next = this.#plan(reader, place, { code: String(code), name: String(name), kind: level.kind }, path);
      if (next === undefined) return undefined;
      path = next;
    }
    return path;
  }

  #plan(
    reader: RowReader,
    place: number,
    unit: Pick<PlannedUnit, 'code' | 'name' | 'kind'>,
    parent: string,
  ): string | undefined {
    const path = `${parent}${unit.code}/`;
    const known = this.#units.get(unit.code);
    const parentCode = parent.split('/').at(-2) ?? '';
    if (!known) {
      const parsed = registerUnit.safeParse({ ...unit, parentCode });
      if (!parsed.success) {
        for (const issue of parsed.error.issues) {
          const field = `unit${place + 1}.${issue.path.join('.')}`;
          reader.problem({ field, value: String(unit[issue.path[0] as 'code'] ?? ''), reason: explain(issue) });
        }
        return undefined;
      }
      this.#units.set(unit.code, { ...unit, parentCode, path });
      return path;
    }
    if (known.path === path && known.name === unit.name) return path;
    const reason =
      known.path === path
        ? `同一单位代码有两个名称：${known.name} / this unit code has another name as well: ${known.name}`
        : `同一单位代码有两个上级：${known.path} / this unit code stands under ${known.path} as well`;
    reader.problem({ field: `unit${place + 1}`, value: `${unit.code} ${unit.name}`, reason });
    return undefined;
  }

  /**
   * Registers what is not there yet, upper levels first; where the profile does not create units, asks that all be there.
   * @returns how many were registered now
   * @throws UnitMismatchError when a code stands elsewhere in the region, or is not there
   */
  async register(client: RegionClient): Promise<number> {
    await expectUnit(client, this.#base.split('/').at(-2) ?? '', this.#base);
    const levels = Map.groupBy(this.#units.values(), (unit) => unit.path.split('/').length);
    let created = 0;
    for (const depth of [...levels.keys()].sort((a, b) => a - b)) {
      const queue = (levels.get(depth) ?? []).values();
      const worker = async (): Promise<void> => {
        for (const unit of queue) if (await this.#registerOne(client, unit)) created += 1;
      };
      await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    }
    return created;
  }

  async #registerOne(client: RegionClient, { path, ...body }: PlannedUnit): Promise<boolean> {
    if (!this.#profile.units.create) {
      await expectUnit(client, body.code, path);
      return false;
    }
    try {
      await client.post('/registry/units', body, { key: `unit:${this.#profile.profile}:${body.code}`.slice(0, 64) });
      return true;
    } catch (error) {
      if (!(error instanceof RefusedError) || !['already-exists', 'idempotency-key-reused'].includes(error.code)) {
        throw error;
      }
      await expectUnit(client, body.code, path);
      return false;
    }
  }
}

async function expectUnit(client: RegionClient, code: string, path: string): Promise<void> {
  try {
    const { body } = await client.get<UnitView>(`/registry/units/${code}`);
    if (body.path === path) return;
    throw new UnitMismatchError(
      `单位 ${code} 已登记在 ${body.path} / unit ${code} stands at ${body.path}, not at ${path}`,
    );
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'not-found') {
      throw new UnitMismatchError(`单位 ${path} 未登记 / unit ${path} is not registered`);
    }
    throw error;
  }
}
