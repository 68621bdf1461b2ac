/**
 * Many independent commands at once, for imports and lists: each still has its own decision, its own event item and its own idempotency, but they are read a
 * hundred at a time and committed many to a transaction. When such a transaction is refused, its commands go one by one, which tells each its own outcome.
 * What several commands refer to (a unit, a document) is read once for all of them.
 */
import {
  accepted,
  type CommandOutcome,
  type CommandRequest,
  type CommandRuntime,
  execute,
  firstAnswer,
  identityOf,
  keysRead,
  type PlatformRefusal,
  prepare,
  type RequestIdentity,
} from './command.ts';
import type { Refusal } from './decider.ts';
import { eventKey } from './event-item.ts';
import { inParallel } from './in-parallel.ts';
import {
  type Commit,
  type EventItem,
  type Key,
  READ_KEYS_MAX,
  type Row,
  type Store,
  WRITES_MAX,
} from './store/store.ts';

/** Transactions under way at once. */
const CONCURRENCY = 4;

interface Waiting<Request> {
  readonly place: number;
  readonly request: Request;
  readonly identity: RequestIdentity;
}

/**
 * Runs the commands and gives their outcomes in the same order. Two commands on one aggregate, or of one cause, take effect one after the other.
 * @throws BusyError as {@link execute} does; what was committed by then stays, and the same causes may be sent again
 */
export async function executeBatch<
  State,
  Command,
  Event extends { readonly type: string },
  Refs,
  Policy,
  Code extends string,
>(
  runtime: CommandRuntime<Policy>,
  requests: readonly CommandRequest<State, Command, Event, Refs, Policy, Code>[],
): Promise<CommandOutcome<Code>[]> {
  type Request = CommandRequest<State, Command, Event, Refs, Policy, Code>;
  const outcomes: CommandOutcome<Code>[] = new Array(requests.length);
  const known = requests.map((request, place) => {
    const identity = identityOf(request);
    return { place, request, identity, keys: keysRead(request, identity.id) };
  });
  const rows = await readAll(
    runtime.store,
    known.flatMap(({ keys }) => keys),
  );
  const together: (Waiting<Request> & { readonly commit: Commit })[] = [];
  const alone: (Waiting<Request> & { readonly refusal?: Refusal<Code | PlatformRefusal> })[] = [];
  const written = new Set<string>();
  for (const { keys, ...waiting } of known) {
    const read = keys.map((key) => rows.get(at(key)));
    const prepared = prepare(runtime, waiting.request, waiting.identity, read);
    // What an earlier command of the batch writes is not yet what it will have been.
    const stands = !keys.some((key) => written.has(at(key)));
    if (prepared.kind === 'refused') {
      if (stands) alone.push({ ...waiting, refusal: prepared.refusal });
      else {
        alone.push(waiting);
        for (const item of [...keys.slice(0, 1), eventKey(waiting.request.cause)]) written.add(at(item));
      }
    } else if (firstOfItsItems(prepared.commit, written) && stands)
      together.push({ ...waiting, commit: prepared.commit });
    else alone.push(waiting);
  }
  await inParallel(groups(together), CONCURRENCY, async (group) => {
    const done = await runtime.store.commitTogether(group.map(({ commit }) => commit));
    if (!done) alone.push(...group.map(({ commit: _commit, ...waiting }) => waiting));
    else for (const { place, identity, commit } of group) outcomes[place] = accepted(identity, commit);
  });
  // An import run again is refused as a whole; its first answers are read a hundred at a time too.
  const earlier = await readAll(
    runtime.store,
    alone.map(({ request }) => eventKey(request.cause)),
  );
  // In the order they came, so that the second command on one aggregate follows the first.
  for (const { place, request, identity, refusal } of alone.toSorted((a, b) => a.place - b.place)) {
    const event = earlier.get(at(eventKey(request.cause)));
    if (event) outcomes[place] = firstAnswer(identity, event as unknown as EventItem);
    else outcomes[place] = refusal ? { kind: 'refused', refusal } : await execute(runtime, request);
  }
  return outcomes;
}

const at = (key: Key): string => `${key.pk}\n${key.sk}`;
const writesOf = (commit: Commit): string[] =>
  [commit.event, commit.state, ...commit.side.map((side) => side.key)].map(at);

/** Marks the items a commit writes; false when an earlier commit of the batch writes one of them. */
function firstOfItsItems(commit: Commit, written: Set<string>): boolean {
  const items = writesOf(commit);
  const first = !items.some((item) => written.has(item));
  for (const item of items) written.add(item);
  return first;
}

/** As many commits to a transaction as its writes allow. */
function groups<Item extends { readonly commit: Commit }>(items: readonly Item[]): Item[][] {
  const made: Item[][] = [];
  let writes = WRITES_MAX;
  for (const item of items) {
    const more = writesOf(item.commit).length;
    if (writes + more > WRITES_MAX) {
      made.push([]);
      writes = 0;
    }
    made.at(-1)?.push(item);
    writes += more;
  }
  return made;
}

/** Every key once, a hundred to a call. */
async function readAll(store: Store, keys: readonly Key[]): Promise<Map<string, Row | undefined>> {
  const distinct = [...new Map(keys.map((key) => [at(key), key])).values()];
  const calls = Array.from({ length: Math.ceil(distinct.length / READ_KEYS_MAX) }, (_, call) =>
    distinct.slice(call * READ_KEYS_MAX, (call + 1) * READ_KEYS_MAX),
  );
  const found = new Map<string, Row | undefined>();
  await inParallel(calls, CONCURRENCY, async (part) => {
    const rows = await store.read(part);
    for (const [index, key] of part.entries()) found.set(at(key), rows[index]);
  });
  return found;
}
