import type { BooksFinding, BooksReport } from '~/domain/reconciliation/books-report';
import { Prisma } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';

/** Told how far a check has come. */
export type Progress = (done: number, total: number, what: string) => void;

// A report is read by people: of a check that finds more, the rest is counted.
const MOST_FINDINGS_PER_CHECK = 1_000;

/** One view of the whole database that does not change while it is looked at, and what was found in it. */
export class Snapshot {
  private readonly rows = new Map<string, number>();
  private readonly counts = new Map<string, number>();
  private readonly findings: BooksFinding[] = [];

  constructor(
    readonly tx: Tx,
    /** the program's clock when the view was taken */
    readonly now: Instant,
    /** the program's */
    readonly currency: string,
    readonly progress: Progress = () => {},
  ) {}

  /** Counts rows a check looked at. */
  looked(check: string, rows: number): void {
    this.rows.set(check, (this.rows.get(check) ?? 0) + rows);
  }

  /** Writes down that a row is not as it must be. */
  found(
    check: string,
    subject: string,
    message: string,
    about: { severity?: BooksFinding['severity']; amount?: bigint | null } = {},
  ): void {
    const count = (this.counts.get(check) ?? 0) + 1;
    this.counts.set(check, count);
    if (count > MOST_FINDINGS_PER_CHECK) return;
    const { severity = 'error', amount = null } = about;
    this.findings.push({ check, severity, subject, message, amountAtStake: amount });
  }

  report(): BooksReport {
    const more = [...this.counts].flatMap(([check, count]): BooksFinding[] => {
      const rest = count - MOST_FINDINGS_PER_CHECK;
      if (rest <= 0) return [];
      const message = `${rest} more of this kind are not listed.`;
      return [{ check, severity: 'error', subject: check, message, amountAtStake: null }];
    });
    const checked = [...this.rows].map(([check, rows]) => ({ check, rows }));
    return { checked, findings: [...this.findings, ...more] };
  }
}

/** A check that is one query: each row it returns is a finding (`subject`, `message`, and `amount` at stake or null). */
export interface QueryCheck {
  check: string;
  /** whose rows it looks at */
  table: string;
  severity?: BooksFinding['severity'];
  /** absent: all rows of the table count */
  where?: Prisma.Sql;
  sql: Prisma.Sql;
}

interface FoundRow {
  subject: string;
  message: string;
  amount: bigint | null;
}

/** Runs checks that are queries, one after the other. */
export async function runQueries(snapshot: Snapshot, checks: readonly QueryCheck[]): Promise<void> {
  const { tx } = snapshot;
  for (const { check, table, severity = 'error', where = Prisma.sql`true`, sql } of checks) {
    const [counted] = await tx.$queryRaw<Array<{ rows: bigint }>>`
      select count(*) as rows from ${Prisma.raw(`"${table}"`)} where ${where}`;
    snapshot.looked(check, Number(counted?.rows ?? 0n));
    const rows = await tx.$queryRaw<FoundRow[]>`${sql}`;
    for (const { subject, message, amount } of rows)
      snapshot.found(check, subject, message, { severity, amount });
  }
}

/** A row as JSON carries it: instants are text, int8 below 2^53 a number. */
export type Row = Record<string, unknown>;

/** Rows of a query as one JSON text: a million of them cost a tenth of what rows one by one do. */
export async function readRows(tx: Tx, columns: readonly string[], from: Prisma.Sql): Promise<unknown[][]> {
  const list = Prisma.raw(columns.join(', '));
  const [answer] = await tx.$queryRaw<Array<{ rows: string | null }>>`
    select json_agg(json_build_array(${list}))::text as rows ${from}`;
  return answer?.rows ? (JSON.parse(answer.rows) as unknown[][]) : [];
}

/** The same with names: `columns` are plain column names or `<expression> as <name>`. */
export async function readNamed(tx: Tx, columns: readonly string[], from: Prisma.Sql): Promise<Row[]> {
  const names = columns.map((column) => column.replace(/^.* as /s, '').replace(/^.*\./, ''));
  const expressions = columns.map((column) => column.replace(/ as \w+$/, ''));
  const rows = await readRows(tx, expressions, from);
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]])));
}

/** Items in portions of at most `size`. */
export function portions<T>(items: readonly T[], size: number): T[][] {
  const result: T[][] = [];
  for (let start = 0; start < items.length; start += size) result.push(items.slice(start, start + size));
  return result;
}
