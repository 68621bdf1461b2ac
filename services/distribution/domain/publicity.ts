/** Publicity of an approved plan (MG-16, MG-21). The period is counted as every other is. */
export { type Publicity, publicityFrom } from '../../../platform/publicity.ts';
