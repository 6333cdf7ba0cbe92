import type { BatchOrigin } from '~/domain/payout/batch-book.server';
import type { Instant } from '~/kernel/time';
import { formatDay, formatMonth } from '~/kernel/time-words';

interface Titled {
  month: string | null;
  createdAt: Instant;
}

/** "Payouts of February 2026", "Payouts requested on 3 Feb 2026". */
export function batchTitle({ month, createdAt }: Titled): string {
  return month === null ? `Payouts requested on ${formatDay(createdAt)}` : `Payouts of ${formatMonth(month)}`;
}

export const batchOrigins: Readonly<Record<BatchOrigin, string>> = {
  schedule: 'The run of the 1st',
  admin: 'An admin',
  api: 'An API key',
  command: 'The operator',
};
