import { MoneyText } from '~/components/money/money-text';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import { StatusBadge } from '~/components/ui/status-badge';
import { Time } from '~/components/ui/time';
import { type BatchPayout, type BatchProgress, progressOf } from '~/domain/payout/batch-rows';
import { formatMoney } from '~/kernel/money';
import type { BatchPageRow } from './payout-batch-page.server';
import { PartnerOf } from './payout-partner';

/** How far it is, in a sentence: read out whenever it changes. */
function progressWords(progress: BatchProgress, currency: string): string {
  const parts = [
    [progress.paid, `paid, ${formatMoney(progress.paidAmount, currency)}`],
    [progress.moving, 'being sent'],
    [progress.waiting, 'to approve'],
    [progress.stopped, 'stopped'],
    [progress.unpaid, 'not paid'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${count.toLocaleString('en-US')} ${words}`)
    .join(' \u00b7 ');
}

/** Whether something may change by itself: what is paid by hand waits for a person. */
export function isMoving(rows: readonly BatchPageRow[]): boolean {
  return rows.some(
    ({ status, needsReview, manual }) =>
      (status === 'approved' || status === 'sending') && !needsReview && !manual,
  );
}

const tones = {
  paid: 'bg-good',
  moving: 'bg-info',
  waiting: 'bg-edge/40',
  stopped: 'bg-bad',
  unpaid: 'bg-bad/50',
};

/** The words, and the same as a bar for the eye. */
export function Progress({ rows, currency }: { rows: readonly BatchPageRow[]; currency: string }) {
  const progress = progressOf(rows.map((row): BatchPayout => ({ ...row, approvedByViewer: false })));
  return (
    <div className="grid gap-2">
      <p role="status" className="figures text-sm">
        {progressWords(progress, currency)}
      </p>
      <div aria-hidden className="flex h-1.5 gap-px overflow-hidden rounded-full">
        {(Object.keys(tones) as Array<keyof typeof tones>).map((key) =>
          progress[key] === 0 ? null : (
            <span key={key} className={tones[key]} style={{ flexGrow: progress[key] }} />
          ),
        )}
      </div>
    </div>
  );
}

function columnsOf(names: Readonly<Record<string, string>>): Array<Column<BatchPageRow>> {
  return [
    { key: 'partner', header: 'Partner', names: true, cell: (row) => <PartnerOf row={row} /> },
    {
      key: 'status',
      header: 'Status',
      cell: (row) => (
        <>
          <StatusBadge of="payout" status={row.status} />
          {row.reason && (
            <span className="mt-1 block max-w-xs text-xs text-pretty text-muted">{row.reason}</span>
          )}
          {row.manual && row.status === 'approved' && (
            <span className="mt-1 block text-xs text-muted">Paid by hand</span>
          )}
        </>
      ),
    },
    {
      key: 'approved',
      header: 'Approved by',
      cell: (row) =>
        row.approvals.length === 0
          ? '\u2013'
          : row.approvals.map(({ by }) => names[by] ?? 'An admin').join(', '),
    },
    {
      key: 'paid',
      header: 'Paid',
      cell: (row) => (row.paidAt === null ? '\u2013' : <Time at={row.paidAt} precise />),
    },
    {
      key: 'transfer',
      header: 'Transfer',
      minor: true,
      cell: (row) => <span className="font-mono text-xs break-all">{row.transferId ?? '\u2013'}</span>,
    },
    {
      key: 'amount',
      header: 'Amount',
      align: 'end',
      cell: (row) => <MoneyText amount={row.amount} currency={row.currency} className="font-medium" />,
    },
  ];
}

/** What is on its way, or over. */
export function Decided({ rows, names }: { rows: readonly BatchPageRow[]; names: Record<string, string> }) {
  if (rows.length === 0) return null;
  return (
    <Card id="decided" title="Decided" description="On its way, paid, or taken out." flush>
      <DataTable caption="Decided payouts" columns={columnsOf(names)} rows={rows} rowKey={({ id }) => id} />
    </Card>
  );
}
