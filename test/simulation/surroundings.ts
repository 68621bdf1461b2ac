/** What a service in the simulation meets around it. */
import type { ServiceName } from '../../contracts/services.ts';
import type { Clock } from '../../platform/clock.ts';
import type { QueueMessage } from '../../platform/queue.ts';
import type { Turns, Weather } from './faults.ts';
import type { Judge } from './judge.ts';
import type { PlantedBug } from './planted-bugs.ts';
import type { Random } from './random.ts';

export interface Surroundings {
  readonly random: Random;
  readonly bugs: PlantedBug;
  readonly region: string;
  readonly turns: Turns;
  readonly judge: Judge;
  readonly clock: Clock;
  readonly nowMs: number;
  readonly weather: Weather;
  readonly relayIsDown: boolean;
  /** Hands messages to a service's queue. @throws when they may not all have been taken */
  send(service: ServiceName, messages: readonly QueueMessage[]): Promise<void>;
}
