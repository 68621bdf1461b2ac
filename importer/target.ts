/** What rows become in the region, and how they are sent there. */
import type * as z from 'zod/mini';
import type { EvidenceReference } from './file-document.ts';
import type { Issue } from './issues.ts';
import type { Profile } from './profile.ts';
import type { RegionClient } from './region-client.ts';

/** A good row of a file as a request. */
export interface PreparedRow {
  readonly row: number;
  /** The same however often the row is sent; for things, from whichever edition of the file. */
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RowOutcome {
  readonly row: number;
  readonly result: 'created' | 'exists' | 'refused';
  readonly reason?: string;
}

/** What a sender needs beside the rows. */
export interface Sending {
  readonly client: RegionClient;
  readonly profile: Profile;
  /** The documents given beside the file, as the region knows them. */
  readonly evidence: readonly EvidenceReference[];
}

type Body = Readonly<Record<string, unknown>>;

/** Puts what the region knows in the place of what the file says; undefined when it knows nothing of it, and then the reason has been told. */
export type Resolve = (body: Body, problem: (issue: Omit<Issue, 'row'>) => void) => Promise<Body | undefined>;

export interface Target {
  readonly schema: z.ZodMiniType;
  /** `things` have an identity that a later edition of the file shares; `acts` are done once by exactly this file, which may name a thing again next year. */
  readonly rowsAre: 'things' | 'acts';
  /** Whether documents may be given beside the file. */
  readonly takesEvidence?: true;
  /** Most rows and bytes of one request. */
  readonly rowsMax: number;
  readonly bytesMax: number;
  /** Rows of a request, and of the first one, where they differ from the usual. */
  readonly batchRows?: number;
  readonly firstBatchRows?: number;
  /** For rows that name something by what is written on it. */
  resolver?(client: RegionClient, unitPath: string): Resolve;
  /** Resolves when the units that rows speak of can take them. */
  waitForUnits?(client: RegionClient, codes: readonly string[]): Promise<void>;
  send(sending: Sending, rows: readonly PreparedRow[]): Promise<RowOutcome[]>;
}
