import { Landmark } from 'lucide-react';
import { MoneyText } from '~/components/money/money-text';
import { Badge } from '~/components/ui/badge';
import { ConfirmForm } from '~/components/ui/confirm-form';
import { type Column, DataTable } from '~/components/ui/data-table';
import { EmptyState } from '~/components/ui/empty-state';
import { Field } from '~/components/ui/field';
import { Input, Textarea } from '~/components/ui/input';
import { StatusBadge } from '~/components/ui/status-badge';
import { Time } from '~/components/ui/time';
import { countryName } from '~/domain/partner/payout-country';
import type { ManualPayout } from '~/domain/reporting/manual-payouts.server';
import { formatMoney } from '~/kernel/money';
import { paths } from '~/routes/paths';
import { PartnerOf } from './payout-partner';

type Row = ManualPayout & { details: string };

const columns: Array<Column<Row>> = [
  {
    key: 'partner',
    header: 'Partner',
    names: true,
    cell: (row) => <PartnerOf row={row} also={row.partner.country && countryName(row.partner.country)} />,
  },
  {
    key: 'status',
    header: 'Status',
    cell: (row) => (
      <>
        <span className="inline-flex flex-wrap justify-end gap-1 sm:justify-start">
          {row.status === 'sending' ? (
            <Badge tone="info">To pay</Badge>
          ) : (
            <StatusBadge of="payout" status={row.status} />
          )}
          {row.needsReview && <Badge tone="bad">Stopped</Badge>}
        </span>
        {row.reason && (
          <span className="mt-1 block max-w-xs text-xs text-pretty text-muted">{row.reason}</span>
        )}
      </>
    ),
  },
  { key: 'to', header: 'To', cell: (row) => <span className="font-mono text-xs">{row.details}</span> },
  {
    key: 'when',
    header: 'When',
    minor: true,
    cell: (row) =>
      row.paidAt !== null ? (
        <Time at={row.paidAt} precise />
      ) : row.handedOverAt !== null ? (
        <>
          taken over <Time at={row.handedOverAt} precise />
        </>
      ) : (
        <>
          requested <Time at={row.requestedAt} precise />
        </>
      ),
  },
  {
    key: 'reference',
    header: 'Reference',
    cell: (row) => <span className="font-mono text-xs break-all">{row.reference ?? '–'}</span>,
  },
  {
    key: 'amount',
    header: 'Amount',
    align: 'end',
    cell: (row) => <MoneyText amount={row.amount} currency={row.currency} className="font-medium" />,
  },
  { key: 'actions', header: 'Actions', silent: true, align: 'end', cell: (row) => <Actions {...row} /> },
];

interface ManualPayoutTableProps {
  caption: string;
  rows: readonly ManualPayout[];
  /** bank details, masked, by their ids */
  details: Readonly<Record<string, string>>;
}

/** Payouts that a person pays, with what can be done with each. */
export function ManualPayoutTable({ caption, rows, details }: ManualPayoutTableProps) {
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rows.map((row) => ({ ...row, details: details[row.detailsId] ?? 'unknown' }))}
      rowKey={(row) => row.id}
      empty={
        <EmptyState icon={Landmark} title="Nothing to pay by hand">
          Partners who gave their bank details instead of an account at Stripe appear here with each payout
          they request.
        </EmptyState>
      }
    />
  );
}

function Actions({ id, amount, currency, status, partner }: ManualPayout) {
  if (status !== 'sending' && status !== 'paid') return null;
  const money = `${formatMoney(amount, currency)} ${currency}`;
  return (
    <span className="flex flex-wrap justify-end gap-2">
      {status === 'sending' && (
        <ConfirmForm
          label="Mark as paid"
          look={{ size: 'sm' }}
          title={`Was ${money} paid to ${partner.name}?`}
          description="Only once the bank has carried it out. It leaves the books, and the partner’s statement shows the reference."
          confirm="Mark as paid"
          action={paths.adminManualPaid(id)}
        >
          <Field
            label="Reference"
            id={`reference-${id}`}
            hint="The bank’s, one for each payout; no names or account numbers."
          >
            <Input name="reference" required maxLength={80} autoComplete="off" />
          </Field>
        </ConfirmForm>
      )}
      <ConfirmForm
        label="Take back"
        look={{ size: 'sm', variant: 'quiet' }}
        title={`Take ${money} back?`}
        description={
          status === 'paid'
            ? 'For money that came back from the bank, or a payout marked by mistake. It is available to the partner again.'
            : 'For a payment the bank did not take. It is available to the partner again.'
        }
        confirm="Take back"
        danger
        action={paths.adminManualTakenBack(id)}
      >
        <Field label="Reason" id={`reason-${id}`} hint="The partner reads it.">
          <Textarea name="reason" required maxLength={500} />
        </Field>
      </ConfirmForm>
    </span>
  );
}
