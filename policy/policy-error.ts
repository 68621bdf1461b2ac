/** What is wrong with a pack or a holiday file, and where: for the person who edits the YAML. */

export interface LocatedIssue {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

/** A file of policy/ that cannot be used. Line, column, path and reason are those of the first issue in the file. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly reason: string;
  readonly issues: readonly LocatedIssue[];

  constructor(file: string, found: readonly LocatedIssue[]) {
    const issues = [...found].sort((a, b) => a.line - b.line || a.column - b.column);
    super(issues.map((issue) => describeIssue(file, issue)).join('\n'));
    const first = issues[0] ?? { line: 1, column: 1, path: [], reason: 'unknown' };
    this.file = file;
    this.line = first.line;
    this.column = first.column;
    this.path = formatPath(first.path);
    this.reason = first.reason;
    this.issues = issues;
  }
}

/** `file:line:column path: reason`, which editors and terminals turn into a link. */
function describeIssue(file: string, issue: LocatedIssue): string {
  const path = formatPath(issue.path);
  return `${file}:${issue.line}:${issue.column} ${path === '' ? '' : `${path}: `}${issue.reason}`;
}

/** `measureMenus[2].measures[0].id` */
export function formatPath(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}
