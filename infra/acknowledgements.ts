import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Accepts one finding of a rule pack on one construct. The reason is for the next reader of the report: what holds instead.
 * @throws Error when the reason is too short to be one.
 */
export function acknowledge(construct: IConstruct, ruleId: string, reason: string): void {
  if (reason.length < 30) throw new Error(`the acknowledgement of ${ruleId} at ${construct.node.path} gives no reason`);
  Validations.of(construct).acknowledge({ id: ruleId, reason });
}
