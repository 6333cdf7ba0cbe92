import { MoneyText } from '~/components/money/money-text';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import { Time } from '~/components/ui/time';
import { type BatchOutcome, tookEffect } from '~/domain/payout/batch-outcome';
import type { BatchApprovalView } from '~/domain/payout/batches.server';

/** "4 approved, 1 waits for another admin, 1 is an exception". */
export function outcomeWords(outcomes: ReadonlyArray<{ outcome: BatchOutcome }>): string {
  const count = (test: (outcome: BatchOutcome) => boolean) =>
    outcomes.filter(({ outcome }) => test(outcome)).length;
  const parts: Array<[number, string, string]> = [
    [count((one) => one === 'approved'), 'approved', 'approved'],
    [count((one) => one === 'needs_another'), 'waits for another admin', 'wait for another admin'],
    [count((one) => one === 'decided_before'), 'had been approved before', 'had been approved before'],
    [count((one) => !tookEffect(one) && one !== 'decided_before'), 'is an exception', 'are exceptions'],
  ];
  const words = parts
    .filter(([n]) => n > 0)
    .map(([n, one, many]) => `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`);
  return words.join(', ');
}

function columnsOf(names: Readonly<Record<string, string>>): Array<Column<BatchApprovalView>> {
  return [
    { key: 'by', header: 'Approved by', names: true, cell: ({ by }) => names[by] ?? 'An admin' },
    { key: 'at', header: 'When', cell: ({ at }) => <Time at={at} precise /> },
    {
      key: 'payouts',
      header: 'Named',
      align: 'end',
      cell: ({ payouts }) => payouts.toLocaleString('en-US'),
    },
    {
      key: 'amount',
      header: 'Total',
      align: 'end',
      cell: ({ amount, currency }) => <MoneyText amount={amount} currency={currency} />,
    },
    { key: 'outcome', header: 'Came to', cell: ({ outcomes }) => outcomeWords(outcomes) || 'Under way' },
    { key: 'note', header: 'Note', names: true, cell: ({ note }) => note ?? '\u2013' },
    {
      key: 'hash',
      header: 'Manifest',
      cell: ({ manifestHash }) => <span className="font-mono text-xs break-all">{manifestHash}</span>,
    },
  ];
}

/** Who approved what, when: each names exactly the payouts behind its hash. */
export function Approvals({
  approvals,
  names,
}: {
  approvals: readonly BatchApprovalView[];
  names: Record<string, string>;
}) {
  if (approvals.length === 0) return null;
  return (
    <Card
      id="approvals"
      title="Approvals"
      description="Kept for ever, with the list of payouts each one names."
      flush
    >
      <DataTable caption="Approvals" columns={columnsOf(names)} rows={approvals} rowKey={({ id }) => id} />
    </Card>
  );
}
