/**
 * Several commands that only make sense together — one thing becomes several, several become one: each has its own decision and its own event, and they
 * take effect in one transaction or not at all. The first command stands for all of them: it is answered with its outcome, and its cause tells whether
 * they have taken effect before.
 */
import {
  accepted,
  type CommandOutcome,
  type CommandRequest,
  type CommandRuntime,
  firstAnswer,
  identityOf,
  keysRead,
  type PlatformRefusal,
  prepare,
} from './command.ts';
import type { Refusal } from './decider.ts';
import { eventKey } from './event-item.ts';
import { BusyError, type Commit, type EventItem, type Key, type Row } from './store/store.ts';

/** Times they are decided anew after somebody else changed one of the states first. */
const ROUNDS_MAX = 8;

/**
 * Runs the commands together. All of them are decided over one read, and every state is committed on condition that it is the one read.
 * @throws RangeError when they do not fit one read or one transaction; the caller limits how many there are
 * @throws BusyError when the table stays busy or the states keep changing
 */
export async function executeTogether<
  State,
  Command,
  Event extends { readonly type: string },
  Refs,
  Policy,
  Code extends string,
>(
  runtime: CommandRuntime<Policy>,
  requests: readonly CommandRequest<State, Command, Event, Refs, Policy, Code>[],
): Promise<CommandOutcome<Code>> {
  const known = requests.map((request) => {
    const identity = identityOf(request);
    return { request, identity, keys: keysRead(request, identity.id) };
  });
  const [main] = known;
  if (!main) throw new RangeError('no command');
  const mark = eventKey(main.request.cause);
  const keys = distinct([mark, ...known.flatMap((one) => one.keys)]);
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const rows = await runtime.store.read(keys);
    const found = new Map(keys.map((key, index) => [at(key), rows[index]]));
    const earlier = found.get(at(mark));
    if (earlier) return firstAnswer(main.identity, earlier as unknown as EventItem);
    const commits: Commit[] = [];
    let refused: Refusal<Code | PlatformRefusal> | undefined;
    for (const { request, identity, keys: read } of known) {
      const prepared = prepare(
        runtime,
        request,
        identity,
        read.map((key): Row | undefined => found.get(at(key))),
      );
      if (prepared.kind === 'refused') {
        refused = prepared.refusal;
        break;
      }
      commits.push(prepared.commit);
    }
    if (refused) return { kind: 'refused', refusal: refused };
    const [first] = commits;
    if (first && (await runtime.store.commitTogether(commits))) return accepted(main.identity, first);
  }
  throw new BusyError(`${main.request.kind.name}/${main.identity.id} and those with it kept changing`);
}

const at = (key: Key): string => `${key.pk}\n${key.sk}`;
const distinct = (keys: readonly Key[]): Key[] => [...new Map(keys.map((key) => [at(key), key])).values()];
