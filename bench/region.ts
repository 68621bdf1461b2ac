/** The county everything here is measured in: its policy, a few units and the people who act. */
import type { HolidayCalendar } from '../platform/calendar.ts';
import type { Clock } from '../platform/clock.ts';
import type { Actor } from '../platform/decider.ts';
import { loadHolidays, loadPack } from '../policy/load.ts';
import type { Policy } from '../policy/policy.ts';

export const REGION_CODE = '653127';
export const PACK = 'makit';
export const COUNTY = `${REGION_CODE}/`;
export const TOWNSHIP = `${COUNTY}653127100/`;
export const VILLAGE = `${TOWNSHIP}653127100201/`;
export const OTHER_VILLAGE = `${TOWNSHIP}653127100202/`;

const person = (sub: string, role: string, unit: string): Actor => ({ sub, roles: [role], unit });

export const PEOPLE = {
  accountant: person('accountant-1', 'village-accountant', VILLAGE),
  otherAccountant: person('accountant-2', 'village-accountant', OTHER_VILLAGE),
  villageHead: person('village-head-1', 'village-head', VILLAGE),
  township: person('township-officer-1', 'township-officer', TOWNSHIP),
  secondTownship: person('township-officer-2', 'township-officer', TOWNSHIP),
  industry: person('industry-1', 'industry-department', COUNTY),
  finance: person('finance-1', 'finance-bureau', COUNTY),
  agriculture: person('agriculture-1', 'agriculture-bureau', COUNTY),
  county: person('county-1', 'county-government', COUNTY),
  auditor: person('auditor-1', 'auditor', COUNTY),
  inspection: person('inspection-1', 'discipline-inspection', COUNTY),
} as const;

export const loadRegion = (): { readonly policy: Policy; readonly holidays: HolidayCalendar } => ({
  policy: loadPack(PACK),
  holidays: loadHolidays(),
});

/** A clock that stands still until it is moved, so that equal runs make equal items. */
export class StandingClock implements Clock {
  private nowMs: number;

  constructor(instant: string) {
    this.nowMs = Date.parse(instant);
  }

  now(): string {
    return new Date(this.nowMs).toISOString();
  }

  set(instant: string): void {
    this.nowMs = Date.parse(instant);
  }

  advance(ms: number): void {
    this.nowMs += ms;
  }
}
