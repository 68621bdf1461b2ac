/** Which service reacts to which upstream event, read from the services' own reactions. */
import type { ServiceName } from '../../contracts/services.ts';
import { reactions as registryReactions } from '../../services/registry/reactions.ts';

const REACTIONS: readonly (readonly [ServiceName, readonly { readonly type: string }[]])[] = [
  ['registry', registryReactions],
];

export const upstreamReceivers: ReadonlyMap<string, string> = new Map(
  REACTIONS.flatMap(([service, reactions]) =>
    reactions.filter(({ type }) => type.startsWith('panhuo.upstream.')).map(({ type }) => [type, service] as const),
  ),
);
