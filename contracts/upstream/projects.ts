/** What upstream government systems post: an accepted project that formed an asset. */
import type * as z from 'zod/mini';
import { upstreamEvent } from '../envelope.ts';
import { registerAsset } from '../registry/assets.ts';

export const projectAccepted = upstreamEvent('panhuo.upstream.project-accepted.v1', registerAsset);
export type ProjectAccepted = z.infer<typeof projectAccepted>;
