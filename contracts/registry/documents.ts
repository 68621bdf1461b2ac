/** The documents behind a command on an asset. */
import * as z from 'zod/mini';
import { evidenceReference } from '../evidence/evidence.ts';

/** Documents of one command. */
export const EVIDENCE_COUNT_MAX = 20;

export const documents = z.array(evidenceReference).check(z.maxLength(EVIDENCE_COUNT_MAX));
