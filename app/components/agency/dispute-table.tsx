import { Link } from '@remix-run/react';
import { Scale } from 'lucide-react';
import { type Column, DataTable } from '~/components/ui/data-table';
import { EmptyState } from '~/components/ui/empty-state';
import { Time } from '~/components/ui/time';
import { conflictReasonWords } from '~/domain/reporting/client-conflict-words';
import type { ConflictView } from '~/domain/reporting/client-dispute';
import { DisputeState } from './dispute-state';

const capital = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;

/** Customers to whom two partners had a claim, as one of the two sees them. */
export function DisputeTable({ rows, to }: { rows: readonly ConflictView[]; to: (id: string) => string }) {
  const columns: Array<Column<ConflictView>> = [
    {
      key: 'who',
      header: 'Customer',
      names: true,
      cell: (row) => (
        <Link
          to={to(row.id)}
          prefetch="intent"
          className="rounded-sm font-medium break-words hover:underline"
        >
          {capital(row.who)}
        </Link>
      ),
    },
    { key: 'at', header: 'Found', cell: (row) => <Time at={row.at} />, minor: true },
    {
      key: 'result',
      header: 'Credited',
      cell: (row) => (row.credited ? 'To you' : 'To another'),
    },
    {
      key: 'reason',
      header: 'Why a claim lost',
      minor: true,
      cell: (row) => capital(conflictReasonWords(row.reason)),
      className: 'sm:max-w-80',
    },
    {
      key: 'dispute',
      header: 'Dispute',
      cell: (row) =>
        row.dispute ? (
          <DisputeState outcome={row.dispute.outcome} />
        ) : (
          <span className="text-faint">None</span>
        ),
    },
  ];
  return (
    <DataTable
      caption="Customers with two claims"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      empty={
        <EmptyState icon={Scale} title="Nobody else claims a customer of yours">
          When two partners have a claim to the same customer, the program’s rules decide, and both find the
          reason here.
        </EmptyState>
      }
    />
  );
}
