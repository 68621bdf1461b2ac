/** The words that every part of a policy pack is made of. Types only. */

/** Chinese as in the document, English beside it. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

export interface Named {
  readonly id: string;
  readonly name: Text;
}

export type HolderKind = 'county-body' | 'state-owned-company' | 'township' | 'village-collective' | 'household';

/** Roles that may take a step. Auditors and inspectors change no business record, so they never stand in a chain. */
export type ChainRole =
  | 'village-accountant'
  | 'village-head'
  | 'township-officer'
  | 'industry-department'
  | 'finance-bureau'
  | 'agriculture-bureau'
  | 'county-government';

export type DayUnit = 'working-day' | 'calendar-day';
