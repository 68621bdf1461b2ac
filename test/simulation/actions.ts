/** What happens in a step: people do something, machinery moves, time passes, things fail. */

import type { ServiceName } from '../../contracts/services.ts';
import type { AggregateKind, CommandOutcome, CommandRequest } from '../../platform/command.ts';
import { execute } from '../../platform/command.ts';
import type { Actor, Decision } from '../../platform/decider.ts';
import type { Cause } from '../../platform/event-item.ts';
import type { Key, Row, StateItem } from '../../platform/store/store.ts';
import type { Policy } from '../../policy/policy.ts';
import { assetItem } from '../../services/registry/assets/asset-items.ts';
import { type HttpRequest, request } from './requests.ts';
import type { World } from './world.ts';

type Kind<State, Command> = AggregateKind<State, Command, never, never, Policy, string>;

/** A command somebody has made up their mind to send. */
export interface Wish {
  readonly service: ServiceName;
  /** The aggregate the command is run on, or the request it is sent as. */
  readonly kind?: Kind<never, never>;
  readonly id?: string | ((eventId: string) => string);
  readonly request?: HttpRequest;
  readonly command: { readonly type: string };
  readonly actor: Actor;
  readonly refKeys?: readonly Key[];
  readonly refs?: (rows: readonly (Row | undefined)[]) => unknown;
  readonly expectedVersion?: number;
}

/** A wish with the key under which it goes out; the same one may go out again and again. */
export interface Sent {
  readonly wish: Wish;
  readonly cause: Cause;
}

/** Puts a key on a wish. */
export function seal(wish: Wish, serial: number): Sent {
  const key = `key-${String(serial).padStart(6, '0')}`;
  return { wish, cause: { origin: `person:${wish.actor.sub}`, key, correlationId: key, causationId: key } };
}

const contentOf = ({ command, id, request: sent }: Wish): unknown =>
  sent ?? { command, id: typeof id === 'string' ? id : 'new' };

/** Sends a command and tells the judge what came back. */
export async function send(world: World, { wish, cause }: Sent): Promise<void> {
  const content = contentOf(wish);
  let outcome: CommandOutcome | undefined;
  try {
    outcome = wish.request
      ? await request(world, wish.service as 'registry', wish.actor, cause.key, wish.request, wish.expectedVersion)
      : await run(world, wish, cause, content);
  } catch {
    outcome = undefined;
  }
  world.judge.answered(wish.service, cause, JSON.stringify(content), outcome);
}

function run(world: World, wish: Wish, cause: Cause, content: unknown): Promise<CommandOutcome> {
  const { service, kind, id, command, actor, refKeys, refs, expectedVersion } = wish;
  const asked = {
    kind: kind && world.bugs.ownApproval ? blind(kind) : kind,
    id,
    command,
    content,
    cause,
    actor,
    refs: refs ?? (() => ({})),
    ...(refKeys ? { refKeys } : {}),
    expectedVersion,
  } as unknown as CommandRequest<never, never, never, never, Policy, string>;
  return execute(world.node(service).runtime as never, asked);
}

/** A decider that takes whoever proposed for somebody else: a planted bug. */
function blind(kind: Kind<never, never>): Kind<never, never> {
  return {
    ...kind,
    decide(state, command, refs, context) {
      const decision = kind.decide(state, command, refs, context) as Decision<never, string>;
      if (decision.kind === 'accepted' || !['own-proposal', 'second-step'].includes(decision.refusal.code))
        return decision;
      const other = { ...context, actor: { ...context.actor, sub: 'nobody-in-particular' } };
      const again = kind.decide(state, command, refs, other) as Decision<never, string>;
      return again.kind === 'accepted' ? { kind: 'accepted', event: named(again.event, context.actor.sub) } : again;
    },
    actors: () => [],
  } as Kind<never, never>;
}

const named = (event: never, sub: string): never =>
  JSON.parse(JSON.stringify(event).replaceAll('nobody-in-particular', sub)) as never;

/** States of one kind that are there now, as a person with a browser sees them. */
export function statesOf<State>(
  world: World,
  service: ServiceName,
  prefix: string,
): { readonly id: string; readonly item: StateItem<State> }[] {
  const ids = world.node(service).statesMade.get(prefix) ?? [];
  return ids.flatMap((id) => {
    const item = stateOf<State>(world, service, `${prefix}${id}`);
    return item ? [{ id, item }] : [];
  });
}

/** One of them. */
export function stateOf<State>(world: World, service: ServiceName, pk: string): StateItem<State> | undefined {
  const row = world.node(service).table.items.get(`${pk}\nSTATE`);
  // A card's item keeps less than the whole asset, as it goes without saying.
  const item = row && pk.startsWith('ASSET#') ? assetItem(row) : row;
  return item as unknown as StateItem<State> | undefined;
}
