import type { ReactNode } from 'react';
import { StatusBadge } from '~/components/ui/status-badge';
import { Time } from '~/components/ui/time';
import type { Instant } from '~/kernel/time';
import type { CommissionRow } from './commission-table';

export interface CommissionHistoryProps {
  commission: Pick<
    CommissionRow,
    'accruedAt' | 'releaseDueAt' | 'releasedAt' | 'paidAt' | 'reversedAt' | 'frozen' | 'status'
  > & { vestedAt: Instant | null };
}

/** What became of a commission so far, and what is next. */
export function CommissionHistory({ commission }: CommissionHistoryProps) {
  const { accruedAt, vestedAt, releasedAt, paidAt, reversedAt } = commission;
  const past: Array<[CommissionRow['status'], Instant | null]> = [
    ['accrued', accruedAt],
    ['vested', vestedAt],
    ['released', releasedAt],
    ['paid', paidAt],
    ['reversed', reversedAt],
  ];
  return (
    <ol className="grid gap-2.5 text-sm">
      {past.map(([status, at]) =>
        at === null ? null : (
          <li key={status} className="flex items-center justify-between gap-4">
            <StatusBadge of="commission" status={status} />
            <span className="text-muted">
              <Time at={at} precise />
            </span>
          </li>
        ),
      )}
      <Next {...commission} />
    </ol>
  );
}

function Next({ status, releaseDueAt, frozen }: CommissionHistoryProps['commission']): ReactNode {
  const words = (() => {
    if (frozen) return 'Held until a dispute or a review is over.';
    if (status === 'accrued') return 'Pending as soon as the customer pays for the first time.';
    if (status === 'vested' && releaseDueAt === null) return 'Available once the customer is sustained.';
    if (status === 'released') return 'Goes out with your next payout.';
    return null;
  })();
  if (status === 'vested' && releaseDueAt !== null && !frozen) {
    return (
      <li className="border-t pt-2.5 text-muted">
        Available on <Time at={releaseDueAt} precise />.
      </li>
    );
  }
  return words && <li className="border-t pt-2.5 text-muted">{words}</li>;
}
