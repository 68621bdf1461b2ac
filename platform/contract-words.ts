/**
 * A service's domain words and the contract's words for them, in both directions, from one table: domain event → its contract. A domain event
 * has the shape of its contract's data; `Conforming` lets the compiler hold every pair to that, extra and missing fields included.
 */
import type * as z from 'zod/mini';

/** What a table may hold: event contracts made by `cloudEvent`. */
type Contract = z.ZodMiniObject<{ type: z.ZodMiniLiteral<string>; data: z.ZodMiniType }>;
type DataOf<C extends Contract> = z.infer<C>['data'];
type Fields<Event, T> = Omit<Extract<Event, { type: T }>, 'type'>;

/**
 * `true` where the event has exactly the fields of its contract's data, otherwise the name of the event or of the field that does not fit.
 */
export type Conforming<Event extends { readonly type: string }, Table extends Record<Event['type'], Contract>> = {
  [T in Event['type']]: Exclude<keyof Fields<Event, T>, keyof DataOf<Table[T]>> extends never
    ? Exclude<keyof DataOf<Table[T]>, keyof Fields<Event, T>> extends never
      ? Mutable<Fields<Event, T>> extends Mutable<DataOf<Table[T]>>
        ? true
        : T
      : Exclude<keyof DataOf<Table[T]>, keyof Fields<Event, T>>
    : Exclude<keyof Fields<Event, T>, keyof DataOf<Table[T]>>;
};

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
export function contractWords<Event extends { readonly type: string }>(
  table: Readonly<Record<Event['type'], Contract>>,
): ContractWords<Event> {
  const wordOf = new Map(
    Object.entries<Contract>(table).map(([name, contract]) => [name, contract.shape.type._zod.def.values[0] ?? '']),
  );
  const nameOf = new Map([...wordOf].map(([name, word]) => [word, name]));
  return {
    toContract({ type: name, ...data }) {
      const type = wordOf.get(name);
      if (type === undefined) throw new Error(`no contract word for ${name}`);
      return { type, data };
    },
    fromContract(word, data) {
      const type = nameOf.get(word);
      if (type === undefined) throw new Error(`not an event of this aggregate: ${word}`);
      return { ...data, type } as unknown as Event;
    },
  };
}

/** Fails to compile unless every pair of the table conforms. */
export type AllTrue<T extends Record<string, true>> = T;
