/**
 * What the revitalization service has planned for an asset: the way, who is responsible, until when (MX-07: the file of an asset shows them). The facts are that
 * service's; here only their order is judged, because news may overtake one another.
 */
import { accept, type Decision, refuse } from '../../../platform/decider.ts';

export interface RevivalPath {
  readonly measure?: string | undefined;
  readonly responsibleUnitPath?: string | undefined;
  readonly responsiblePerson?: string | undefined;
  /** Version of the item at which measure and responsible body were heard of. */
  readonly plannedAt?: number | undefined;
  readonly dueDate?: string | undefined;
  readonly deadlineAt?: number | undefined;
}
export interface PathPart {
  readonly path?: RevivalPath | undefined;
}

interface Plan {
  readonly itemVersion: number;
  readonly measure: string;
  readonly responsibleUnitPath: string;
  readonly responsiblePerson: string;
}
interface Deadline {
  readonly itemVersion: number;
  readonly dueDate: string;
}
export type PathCommand = ({ readonly type: 'record-plan' } & Plan) | ({ readonly type: 'record-deadline' } & Deadline);
export type PathEvent =
  | ({ readonly type: 'revival-planned' } & Plan)
  | ({ readonly type: 'revival-deadline-set' } & Deadline);

export function decidePath({ path = {} }: PathPart, command: PathCommand): Decision<PathEvent, 'stale-version'> {
  const { plannedAt = 0, deadlineAt = 0 } = path;
  if (command.itemVersion <= (command.type === 'record-plan' ? plannedAt : deadlineAt))
    return refuse('stale-version', '已有更新的消息', 'later news has been recorded');
  return command.type === 'record-plan'
    ? accept({ ...command, type: 'revival-planned' })
    : accept({ ...command, type: 'revival-deadline-set' });
}

export function evolvePath<State extends PathPart>(state: State, event: PathEvent): State {
  const { path = {} } = state;
  if (event.type === 'revival-deadline-set')
    return { ...state, path: { ...path, dueDate: event.dueDate, deadlineAt: event.itemVersion } };
  const { measure, responsibleUnitPath, responsiblePerson, itemVersion } = event;
  return { ...state, path: { ...path, measure, responsibleUnitPath, responsiblePerson, plannedAt: itemVersion } };
}
