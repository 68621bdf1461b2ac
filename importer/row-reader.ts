/** One row of a file, read by the rules of a profile. */
import { amountFen, areaDm2, dateText, wholeNumber } from './conversions.ts';
import type { Columns } from './header.ts';
import type { Issue, IssueLog } from './issues.ts';
import { type ColumnRule, PLACEHOLDER, type Profile, type SimpleRule, type ValueRule } from './profile.ts';

export type Value = string | number | boolean;

/** Why a cell cannot be read, in both languages. */
class Unreadable {
  readonly reason: string;
  readonly value: string;
  constructor(reason: string, value: string) {
    this.reason = reason;
    this.value = value;
  }
}

/** Reads values out of one row; what cannot be read is logged once per field. */
export class RowReader {
  readonly row: number;
  readonly #cells: readonly string[];
  readonly #columns: Columns;
  readonly #derived: Profile['derived'];
  readonly #log: IssueLog;
  readonly #derivedValues = new Map<string, string>();
  readonly #badFields = new Set<string>();

  constructor(row: number, cells: readonly string[], columns: Columns, derived: Profile['derived'], log: IssueLog) {
    this.row = row;
    this.#cells = cells;
    this.#columns = columns;
    this.#derived = derived;
    this.#log = log;
  }

  /** True once anything in this row was bad. */
  get bad(): boolean {
    return this.#badFields.size > 0;
  }

  /** Whether something bad was said of this field already. */
  isBad(field: string): boolean {
    return this.#badFields.has(field);
  }

  problem(issue: Omit<Issue, 'row'>): void {
    this.#badFields.add(issue.field);
    this.#log.problem({ row: this.row, ...issue });
  }

  /**
   * A column's text, without spaces at the ends, in Unicode normal form C; or a derived value. Empty where the column is missing or
   * the derived value is bad.
   */
  cell(column: string): string {
    const rule = this.#derived[column];
    if (rule) return this.#derivedValue(column, rule);
    const place = this.#columns.places.get(column);
    return place === undefined ? '' : (this.#cells[place] ?? '').trim().normalize('NFC');
  }

  #derivedValue(name: string, rule: ColumnRule): string {
    const known = this.#derivedValues.get(name);
    if (known !== undefined) return known;
    const value = String(this.value(name, rule) ?? '');
    this.#derivedValues.set(name, value);
    return value;
  }

  /** The value a rule gives; undefined when it is empty, or bad (then it is logged). */
  value(field: string, rule: ValueRule): Value | undefined {
    for (const simple of 'firstOf' in rule ? rule.firstOf : [rule]) {
      const value = this.#simple(field, simple);
      if (value instanceof Unreadable) {
        this.problem({ field, value: value.value, reason: value.reason });
        return undefined;
      }
      if (value !== undefined) return value;
    }
    return undefined;
  }

  #simple(field: string, rule: SimpleRule): Value | undefined | Unreadable {
    if ('constant' in rule) return rule.constant;
    if ('column' in rule) return this.#column(field, rule);
    if (rule.needs?.some((column) => this.cell(column) === '')) return undefined;
    const text = rule.text.replaceAll(PLACEHOLDER, (_all, column: string, digits: string | undefined) =>
      this.cell(column).padStart(this.cell(column) === '' ? 0 : Number(digits ?? 0), '0'),
    );
    return text.replaceAll(/\s+/g, ' ').trim() || undefined;
  }

  #column(field: string, rule: ColumnRule): Value | undefined | Unreadable {
    const text = this.cell(rule.column);
    if (text === '') {
      if (rule.whenEmpty === undefined) return undefined;
      const reason = `空值按配置取“${rule.whenEmpty}” / empty, taken as "${rule.whenEmpty}" by the profile`;
      this.#log.note({ row: this.row, field, value: '', reason });
      return rule.whenEmpty;
    }
    if (rule.pattern === undefined) return this.#converted(rule, text);
    const match = new RegExp(`^(?:${rule.pattern})$`, 'u').exec(text);
    if (!match) return new Unreadable(`不符合格式 ${rule.pattern} / does not match ${rule.pattern}`, text);
    return this.#converted(rule, match[1] ?? text);
  }

  #converted(rule: ColumnRule, cell: string): Value | undefined | Unreadable {
    let text = cell;
    if (rule.lookup || rule.beginsWith) {
      const listed = rule.lookup && Object.hasOwn(rule.lookup, cell) ? rule.lookup[cell] : undefined;
      const found = listed ?? rule.beginsWith?.find(({ text: start }) => cell.startsWith(start))?.is ?? rule.otherwise;
      if (found === undefined) return new Unreadable('不在对照表中 / not in the profile’s table', cell);
      if (found === '') return undefined;
      text = found;
    }
    if (rule.whole) return wholeNumber(text) ?? new Unreadable('不是整数 / not a whole number', cell);
    if (rule.yesNo) {
      return text === 'true' || text === 'false' ? text === 'true' : new Unreadable('不是是或否 / not yes or no', cell);
    }
    if (rule.area) {
      const unit = rule.area.unit;
      return (
        areaDm2(text, unit, rule.area.rounding) ?? new Unreadable(`不是面积（${unit}） / not an area in ${unit}`, cell)
      );
    }
    if (rule.money) {
      const unit = rule.money;
      return amountFen(text, unit) ?? new Unreadable(`不是金额（${unit}） / not an amount in ${unit}`, cell);
    }
    if (rule.date) {
      return dateText(text, rule.date) ?? new Unreadable(`不是日期 / not a date like ${rule.date.join(', ')}`, cell);
    }
    return text;
  }
}
