/**
 * Many independent commands at once, for imports: each still has its own decision, its own event item and its own idempotency, but they are read a hundred at
 * a time and committed many to a transaction. When such a transaction is refused, its commands go one by one, which tells each its own outcome.
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
  prepare,
  type RequestIdentity,
} from './command.ts';
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
  const alone: Waiting<Request>[] = [];
  const seen = new Set<string>();
  for (const { keys, ...waiting } of known) {
    const read = keys.map((key) => rows.get(at(key)));
    const prepared = prepare(runtime, waiting.request, waiting.identity, read);
    // What a guard protects, and what meets an item of an earlier command, goes its own way.
    if (prepared.kind === 'refused' || prepared.commit.guard || !firstOfItsItems(prepared.commit, seen))
      alone.push(waiting);
    else together.push({ ...waiting, commit: prepared.commit });
  }
  await inParallel(groups(together), CONCURRENCY, async (group) => {
    const done = await runtime.store.commitTogether(group.map(({ commit }) => commit));
    if (!done) alone.push(...group);
    else for (const { place, identity, commit } of group) outcomes[place] = accepted(identity, commit);
  });
  // An import run again is refused as a whole; its first answers are read a hundred at a time too.
  const earlier = await readAll(
    runtime.store,
    alone.map(({ request }) => eventKey(request.cause)),
  );
  // In the order they came, so that the second command on one aggregate follows the first.
  for (const { place, request, identity } of alone.toSorted((a, b) => a.place - b.place)) {
    const event = earlier.get(at(eventKey(request.cause)));
    outcomes[place] = event ? firstAnswer(identity, event as unknown as EventItem) : await execute(runtime, request);
  }
  return outcomes;
}

const at = (key: Key): string => `${key.pk}\n${key.sk}`;
const writesOf = (commit: Commit): string[] =>
  [commit.event, commit.state, ...commit.side.map((side) => side.key)].map(at);

/** Marks the items a commit writes; false when an earlier commit of the batch writes one of them. */
function firstOfItsItems(commit: Commit, seen: Set<string>): boolean {
  const written = writesOf(commit);
  if (written.some((item) => seen.has(item))) return false;
  for (const item of written) seen.add(item);
  return true;
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
