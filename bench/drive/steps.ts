/** What each step of a life asks of the table. */
import { itemBytes } from '../engine/item-bytes.ts';
import { type Meter, nothingUsed, type Usage } from '../engine/meter.ts';

/** One command as it was measured. */
export interface Step {
  readonly name: string;
  readonly usage: Usage;
  /** Sizes of the items put, in bytes; undefined where the step puts none of that kind. */
  readonly eventBytes: number | undefined;
  readonly stateBytes: number | undefined;
}

/** Records steps one after another. */
export class Steps {
  readonly all: Step[] = [];
  private readonly meter: Pick<Meter, 'take'>;

  constructor(meter: Pick<Meter, 'take'>) {
    this.meter = meter;
  }

  /** For what only fills a table. */
  static unmeasured(): Steps {
    return new Steps({ take: nothingUsed });
  }

  /** Runs work and keeps what it used under a name; work between steps is not counted. */
  async record<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    this.meter.take();
    const result = await work();
    const usage = this.meter.take();
    this.all.push({ name, usage, eventBytes: bytesOf(usage, 'EVT'), stateBytes: bytesOf(usage, 'STATE') });
    return result;
  }
}

function bytesOf({ puts }: Usage, sortKey: string): number | undefined {
  const sizes = puts.filter((item) => item.sk === sortKey).map(itemBytes);
  return sizes.length === 0 ? undefined : Math.max(...sizes);
}
