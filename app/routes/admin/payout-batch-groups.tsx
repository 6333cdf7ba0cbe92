import { Card } from '~/components/ui/card';
import { ConfirmForm } from '~/components/ui/confirm-form';
import { type Column, DataTable } from '~/components/ui/data-table';
import { Field } from '~/components/ui/field';
import { Textarea } from '~/components/ui/input';
import { type RiskGroup, riskGroups } from '~/domain/payout/batch-risk';
import { obstacleOf } from '~/domain/payout/batch-rows';
import { formatMoney, sum } from '~/kernel/money';
import { paths } from '~/routes/paths';
import type { BatchPageRow } from './payout-batch-page.server';
import { ChooseMany, ChooseOne } from './payout-batch-select';
import { cycleColumns } from './payout-cycle';
import { PayoutFlags } from './payout-flags';
import { PartnerOf } from './payout-partner';

const groups: Readonly<Record<RiskGroup, { title: string; description: string }>> = {
  clean: { title: 'Clean', description: 'Nothing unusual about them.' },
  review: {
    title: 'Review',
    description: 'Something stands out: look at each, then choose it or exclude it.',
  },
  blocked: { title: 'Blocked', description: 'They cannot be approved as they are.' },
};

/** A button that takes a payout out of the batch for good. */
export function Exclude({ batchId, row }: { batchId: string; row: BatchPageRow }) {
  const money = formatMoney(row.amount, row.currency);
  return (
    <ConfirmForm
      label={
        <>
          Exclude<span className="sr-only"> {row.partner.name}</span>
        </>
      }
      look={{ size: 'sm' }}
      title={`Exclude ${row.partner.name}?`}
      description={`This payout of ${money} is rejected; the money is available to the partner again at once.`}
      confirm="Reject payout"
      danger
      action={paths.adminPayoutBatchExclusion(batchId)}
    >
      <input type="hidden" name="payout" value={row.id} />
      <Field label="Reason" id={`reason-${row.id}`} hint="The partner reads it.">
        <Textarea name="reason" required maxLength={500} />
      </Field>
    </ConfirmForm>
  );
}

function Notice({ row }: { row: BatchPageRow }) {
  const obstacle = obstacleOf(row.flags);
  const waits = row.place.place === 'decide' && row.place.group !== 'blocked' && !row.place.choosable;
  return (
    <>
      <PayoutFlags of={row.flags} />
      {obstacle && (
        <span className="mt-1 block max-w-sm text-xs text-pretty text-muted">{obstacle.next}</span>
      )}
      {waits && (
        <span className="mt-1 block text-xs text-muted">You have approved it. Another admin must, too.</span>
      )}
      {!waits && row.needed > 1 && row.approvals.length > 0 && (
        <span className="mt-1 block text-xs text-muted">{row.approvals.length} of 2 approvals</span>
      )}
      {row.manual && <span className="mt-1 block text-xs text-muted">Paid by hand</span>}
    </>
  );
}

function columnsOf(batchId: string): Array<Column<BatchPageRow>> {
  return [
    {
      key: 'partner',
      header: 'Partner',
      names: true,
      cell: (row) => (
        <span className="flex items-center gap-3">
          <ChooseOne row={row} />
          <span className="min-w-0">
            <PartnerOf row={row} />
          </span>
        </span>
      ),
    },
    ...cycleColumns<BatchPageRow>(({ currency }) => currency),
    { key: 'flags', header: 'To notice', cell: (row) => <Notice row={row} /> },
    {
      key: 'actions',
      header: 'Actions',
      silent: true,
      align: 'end',
      cell: (row) => <Exclude batchId={batchId} row={row} />,
    },
  ];
}

/** What is to be decided, the clean ones first, each group with its count and its money. */
export function BatchGroups({ batchId, rows }: { batchId: string; rows: readonly BatchPageRow[] }) {
  const columns = columnsOf(batchId);
  const choosable = rows.some(({ place }) => place.place === 'decide' && place.choosable);
  return (
    <section aria-labelledby="decide" className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="decide" className="text-lg">
          To approve
        </h2>
        {choosable && <ChooseMany />}
      </div>
      {riskGroups.map((group) => {
        const of = rows.filter(({ place }) => place.place === 'decide' && place.group === group);
        const [first] = of;
        if (!first) return null;
        const { title, description } = groups[group];
        const money = formatMoney(sum(of.map(({ amount }) => amount)), first.currency);
        return (
          <Card
            key={group}
            id={group}
            level={3}
            title={
              <>
                {title}
                <span className="figures ml-2 text-sm font-normal text-muted">
                  {of.length.toLocaleString('en-US')} {of.length === 1 ? 'payout' : 'payouts'}, {money}
                </span>
              </>
            }
            description={description}
            flush
          >
            <DataTable caption={`${title} payouts`} columns={columns} rows={of} rowKey={({ id }) => id} />
          </Card>
        );
      })}
    </section>
  );
}
