/** Messages that can never take effect, as broken senders make them: each must lie in quarantine, once, with its reason, and hold nobody up. */
import type { ServiceName } from '../../contracts/services.ts';
import type { Malformed } from './judge.ts';
import { JACK } from './people.ts';
import type { World } from './world.ts';

const SERVICES = ['registry', 'revitalization', 'distribution', 'audit'] as const;

/** Puts one into a queue and tells the judge what has to become of it. */
export function sendMalformed(world: World, serial: number): void {
  const { random } = world;
  const service = random.pick(SERVICES);
  const id = `broken-${serial}`;
  const group = random.chance(0.5) ? id : `upstream/${random.below(3)}`;
  const { body, reason } = random.pick([cutShort, withoutTime, float, unknownType, laterVersion, twice])(
    world,
    id,
    service,
  );
  world.node(service).queue.send({ id, group, body }, world.nowMs);
  world.judge.expectQuarantine({ service, body, reason });
}

type Make = (world: World, id: string, service: ServiceName) => Omit<Malformed, 'service'>;

const envelope = (world: World, id: string, type: string) => ({
  specversion: '1.0',
  id,
  source: '/upstream/library',
  type,
  time: world.clock.now(),
  subject: `project/${id}`,
  data: {},
});
const INCOME = 'panhuo.upstream.income-received.v1';
const malformed = (body: string): Omit<Malformed, 'service'> => ({ body, reason: 'malformed-message' });

const cutShort: Make = (world, id) => malformed(JSON.stringify(envelope(world, id, INCOME)).slice(0, -3));
const withoutTime: Make = (world, id) =>
  malformed(JSON.stringify({ ...envelope(world, id, INCOME), time: 'yesterday' }));
const float: Make = (world, id) =>
  malformed(JSON.stringify({ ...envelope(world, id, INCOME), data: { amountFen: 0.5 } }));
/** Audit knows every type but takes none from outside. */
const unknownType: Make = (world, id, service) => ({
  body: JSON.stringify(envelope(world, id, 'panhuo.upstream.nonsense.v1')),
  reason: service === 'audit' ? 'malformed-message' : 'unknown-event-type',
});
const laterVersion: Make = (world, id, service) => ({
  body: JSON.stringify(envelope(world, id, 'panhuo.upstream.income-received.v9')),
  reason:
    service === 'audit'
      ? 'malformed-message'
      : service === 'distribution'
        ? 'unsupported-event-version'
        : 'unknown-event-type',
});
/** The same key twice: of two readers one would take the first amount, the other the last. */
const twice: Make = (world, id) =>
  malformed(
    JSON.stringify({ ...envelope(world, id, INCOME), actor: JACK.sub }).replace('"data":{}', '"data":{"a":1,"a":2}'),
  );
