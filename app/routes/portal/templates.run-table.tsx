import { Link } from '@remix-run/react';
import { Badge } from '~/components/ui/badge';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import { Time } from '~/components/ui/time';
import type { OutcomeCounts } from '~/domain/agency/configuration-update';
import type { Instant } from '~/kernel/time';
import { paths } from '~/routes/paths';

export interface RunRow {
  id: string;
  version: number;
  undoes: string | null;
  undoneBy: string | null;
  state: 'running' | 'done';
  total: number;
  counts: OutcomeCounts;
  createdAt: Instant;
  by: string | null;
}

const count = (n: number) => n.toLocaleString('en-US');

const columns = (templateId: string): Array<Column<RunRow>> => [
  {
    key: 'run',
    header: 'Change',
    names: true,
    cell: ({ id, version, undoes, undoneBy }) => (
      <span className="flex flex-wrap items-center gap-2">
        <Link
          to={paths.templateUpdate(templateId, id)}
          prefetch="intent"
          className="rounded-sm font-medium hover:underline"
        >
          {undoes === null ? `Version ${version} taken over` : `Version ${version} undone`}
        </Link>
        {undoneBy !== null && <Badge>Undone</Badge>}
      </span>
    ),
  },
  {
    key: 'state',
    header: 'State',
    cell: ({ state }) => (
      <Badge tone={state === 'done' ? 'good' : 'info'}>{state === 'done' ? 'Done' : 'Under way'}</Badge>
    ),
  },
  {
    key: 'changed',
    header: 'Changed',
    align: 'end',
    cell: ({ counts, total }) => `${count(counts.updated)} of ${count(total)}`,
  },
  {
    key: 'by',
    header: 'Who',
    cell: ({ by }) => by ?? <span className="text-faint">Unknown</span>,
    minor: true,
  },
  { key: 'at', header: 'When', cell: ({ createdAt }) => <Time at={createdAt} precise /> },
];

/** The runs that took a version of a template over to its configurations, or took that back. */
export function RunTable({ templateId, rows }: { templateId: string; rows: readonly RunRow[] }) {
  if (rows.length === 0) return null;
  return (
    <Card id="runs" title="Changes taken over" flush>
      <DataTable
        caption="Changes taken over"
        columns={columns(templateId)}
        rows={rows}
        rowKey={({ id }) => id}
      />
    </Card>
  );
}
