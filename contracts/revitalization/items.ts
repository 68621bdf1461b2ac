/** Revitalization items: contracts. */
import * as z from 'zod/mini';
import { cloudEvent } from '../envelope.ts';
import { date, id, policyId, unitPath } from '../vocabulary.ts';

export const itemWrittenOff = cloudEvent(
  'panhuo.revitalization.item-written-off.v1',
  z.strictObject({ assetId: id, unitPath, measure: policyId, writtenOffOn: date }),
);
