/** The table of rules (laws, regulations, notices) with what each says and how well it is sourced. Pure. */

export interface Rule {
  readonly id: string;
  readonly topic: string;
  readonly rule: string;
  readonly number: string;
  readonly unit: string;
  readonly level: string;
  readonly verification: string;
  readonly source: string;
}

/** Between the parts of a pack's `source`. */
export const SOURCE_SEPARATOR = '; ';

const COLUMNS = ['id', 'topic', 'rule', 'number', 'unit', 'level', 'verification', 'source'] as const;
const UNVERIFIED = 'UNVERIFIED';

/** Rows marked UNVERIFIED are kept for the record; no number of theirs may stand in a pack. */
export function isVerified(rule: Rule): boolean {
  return !rule.verification.includes(UNVERIFIED);
}

/** Reads the table (RFC 4180). Throws Error with the line for a wrong header, a wrong number of fields or a repeated id. */
export function parseRules(text: string): Rule[] {
  const [header, ...rows] = parseCsv(text);
  if (header?.join(',') !== COLUMNS.join(',')) throw new Error(`rules.csv:1 the columns must be ${COLUMNS.join(',')}`);
  const seen = new Set<string>();
  return rows.map((row, index) => {
    const [id, topic, rule, number, unit, level, verification, source, ...rest] = row;
    if (source === undefined || rest.length > 0) throw new Error(`rules.csv row ${index + 2} has ${row.length} fields`);
    if (id === undefined || id === '' || seen.has(id)) throw new Error(`rules.csv row ${index + 2}: no id of its own`);
    seen.add(id);
    return {
      id,
      topic: topic ?? '',
      rule: rule ?? '',
      number: number ?? '',
      unit: unit ?? '',
      level: level ?? '',
      verification: verification ?? '',
      source,
    };
  });
}

/** Ids of the columns in the table of card columns. Throws Error for a wrong header or a repeated id. */
export function parseCardColumns(text: string): ReadonlySet<string> {
  const [header, ...rows] = parseCsv(text);
  if (header?.join(',') !== 'id,table,column,choices') throw new Error('card-columns.csv:1 has other columns');
  const ids = new Set(rows.map(([id = '']) => id));
  if (ids.size !== rows.length) throw new Error('card-columns.csv gives an id twice');
  return ids;
}

/** Fields with quotes and doubled quotes; rows end with a line feed. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quoted) {
      if (char !== '"') field += char;
      else if (text.charAt(at + 1) === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === ',' || char === '\n') {
      row.push(field);
      field = '';
      if (char === '\n') {
        rows.push(row);
        row = [];
      }
    } else if (char !== '\r') field += char;
  }
  if (field !== '' || row.length > 0) rows.push([...row, field]);
  return rows;
}
