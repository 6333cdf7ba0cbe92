/** An error means that the books are wrong; a warning, that a person should look. */
export type BooksSeverity = 'error' | 'warning';

/** One row, or one partner's day, that is not as it must be. */
export interface BooksFinding {
  /** the check's stable name: "replay.commission" */
  check: string;
  severity: BooksSeverity;
  /** the very row: "commission com_1", "click_daily par_1 lnk_1 2026-01-31" */
  subject: string;
  /** what was expected and what was found, in words */
  message: string;
  /** minor units of the program's currency; null when no amount can be named */
  amountAtStake: bigint | null;
}

/** What the check of the books looked at and what it found (domain.md section 10, items 4 and 5). */
export interface BooksReport {
  checked: Array<{ check: string; rows: number }>;
  findings: BooksFinding[];
}

/** Whether nothing is wrong: warnings do not count. */
export function booksAreRight(report: Pick<BooksReport, 'findings'>): boolean {
  return report.findings.every((finding) => finding.severity === 'warning');
}
