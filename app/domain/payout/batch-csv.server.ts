import type { MinorUnits } from '~/kernel/money';
import { toDecimalString } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { csvText } from './csv.server';

/** A payout of a batch as its export tells it. */
export interface ExportedPayout {
  id: string;
  partner: { handle: string; name: string };
  amount: MinorUnits;
  currency: string;
  status: string;
  needsReview: boolean;
  destination: string;
  transferId: string | null;
  manifestHash: string;
  approvals: ReadonlyArray<{ by: string; at: Instant }>;
  paidAt: Instant | null;
  reason: string | null;
  flags: readonly string[];
  last: MinorUnits | null;
}

const iso = (at: Instant | null) => (at === null ? '' : new Date(at).toISOString());

const columns: ReadonlyArray<
  [string, (row: ExportedPayout, names: Readonly<Record<string, string>>) => string]
> = [
  ['payout', (row) => row.id],
  ['partner', (row) => row.partner.handle],
  ['name', (row) => row.partner.name],
  ['amount', (row) => toDecimalString(row.amount, row.currency)],
  ['currency', (row) => row.currency],
  ['last_cycle', (row) => (row.last === null ? '' : toDecimalString(row.last, row.currency))],
  ['status', (row) => row.status],
  ['stopped', (row) => (row.needsReview ? 'yes' : '')],
  ['flags', (row) => row.flags.join(' ')],
  ['approved_by', (row, names) => row.approvals.map(({ by }) => names[by] ?? by).join(', ')],
  ['approved_at', (row) => row.approvals.map(({ at }) => iso(at)).join(', ')],
  ['destination', (row) => row.destination],
  ['transfer', (row) => row.transferId ?? ''],
  ['paid_at', (row) => iso(row.paidAt)],
  ['reason', (row) => row.reason ?? ''],
  ['manifest', (row) => row.manifestHash],
];

/**
 * A batch as CSV (UTF-8, comma, CRLF, every cell quoted): one row per payout. Text a spreadsheet would take for a formula begins with an
 * apostrophe (reliability.md section 4, "CSV").
 * @param names of the admins who approved, by user id
 */
export function batchCsv(
  batchId: string,
  rows: readonly ExportedPayout[],
  names: Readonly<Record<string, string>>,
): string {
  const header = ['batch', ...columns.map(([name]) => name)];
  return csvText(
    header,
    rows.map((row) => [batchId, ...columns.map(([, value]) => value(row, names))]),
  );
}
