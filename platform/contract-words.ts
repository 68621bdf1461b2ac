/**
 * A service's domain words and the contract's words for them, in both directions. A domain event has the shape of its contract's data. A
 * table says in which version, and takes it only where the compiler finds that shape in the contracts, extra and missing fields included;
 * of the contracts it sees the types alone, so that a function does not load the schemas of events it never parses.
 */
import type * as z from 'zod/mini';
import type { ServiceName } from '../contracts/services.ts';

/** An event contract made by `cloudEvent`. */
type Contract = z.ZodMiniObject<{ type: z.ZodMiniLiteral<string>; data: z.ZodMiniType }>;
type Exports<Module> = Module extends unknown ? Module[keyof Module] : never;
type PublishedEvent<Module> = z.infer<Extract<Exports<Module>, Contract>>;

/** The events that contract modules (`typeof module`, several as a union) define for a service: by word, in every version. */
export type Contracts<Service extends ServiceName, Module> = {
  [E in PublishedEvent<Module> as WordOf<Service, E['type']>]: {
    version: VersionOf<Service, E['type']>;
    data: E['data'];
  };
};
type WordOf<Service extends string, Type> = Type extends `panhuo.${Service}.${infer Word}.v${number}` ? Word : never;
type VersionOf<
  Service extends string,
  Type,
> = Type extends `panhuo.${Service}.${string}.v${infer Version extends number}` ? Version : never;

/** For each event the version of its contract whose data it has; an `Unfit` where there is none. */
export type ContractVersions<Event extends { readonly type: string }, Published> = {
  readonly [Word in Event['type']]: Word extends keyof Published
    ? FittingVersion<Omit<Extract<Event, { type: Word }>, 'type'>, Published[Word]>
    : Unfit<'no contract of this name'>;
};

type FittingVersion<Fields, Published> = Published extends { version: infer Version; data: infer Data }
  ? [Misfit<Fields, Data>] extends [never]
    ? Version
    : Unfit<Misfit<Fields, Data>>
  : never;

/** Stands in the compiler's message where an event does not have the shape of its contract: the fields in question. */
interface Unfit<Why> {
  readonly unfit: Why;
}

/** Fields that only one side has; else those whose types differ; `never` where the shapes are the same. */
type Misfit<Fields, Data> = [Exclude<keyof Fields, keyof Data> | Exclude<keyof Data, keyof Fields>] extends [never]
  ? Mutable<Fields> extends Mutable<Data>
    ? never
    : { [K in keyof Fields & keyof Data]: Mutable<Fields[K]> extends Mutable<Data[K]> ? never : K }[keyof Fields &
        keyof Data]
  : Exclude<keyof Fields, keyof Data> | Exclude<keyof Data, keyof Fields>;

/** Readonly does not matter when two shapes are compared, nor does `?: T` against `?: T | undefined`. */
type Mutable<T> = T extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> | (undefined extends T[K] ? undefined : never) }
    : T;

export interface ContractWords<Event> {
  toContract(event: Event): { readonly type: string; readonly data: Readonly<Record<string, unknown>> };
  fromContract(type: string, data: Readonly<Record<string, unknown>>): Event;
}

/** The mapper of one aggregate. @throws from either direction when the word is not in the table: a broken invariant */
export function contractWords<Event extends { readonly type: string }, Published>(
  service: ServiceName,
  versions: ContractVersions<Event, Published>,
): ContractWords<Event> {
  const typeOf = new Map(
    Object.entries(versions).map(([word, version]) => [word, `panhuo.${service}.${word}.v${version}`]),
  );
  const wordOf = new Map([...typeOf].map(([word, type]) => [type, word]));
  return {
    toContract({ type: word, ...data }) {
      const type = typeOf.get(word);
      if (type === undefined) throw new Error(`no contract word for ${word}`);
      return { type, data };
    },
    fromContract(type, data) {
      const word = wordOf.get(type);
      if (word === undefined) throw new Error(`not an event of this aggregate: ${type}`);
      return { ...data, type: word } as unknown as Event;
    },
  };
}
