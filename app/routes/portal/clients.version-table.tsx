import { Link } from '@remix-run/react';
import { Badge } from '~/components/ui/badge';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import { Time } from '~/components/ui/time';
import type { Instant } from '~/kernel/time';

export interface VersionRow {
  version: number;
  note: string | null;
  createdAt: Instant;
  by: string | null;
}

export interface VersionTableProps {
  rows: readonly VersionRow[];
  /** the one in use */
  current: number;
  to: (version: number) => string;
}

/** The versions of a document: who made each, when and why. */
export function VersionTable({ rows, current, to }: VersionTableProps) {
  const columns: Array<Column<VersionRow>> = [
    {
      key: 'version',
      header: 'Version',
      names: true,
      cell: ({ version }) => (
        <span className="flex items-center gap-2">
          <Link to={to(version)} prefetch="intent" className="rounded-sm font-medium hover:underline">
            Version {version}
          </Link>
          {version === current && <Badge tone="good">In use</Badge>}
        </span>
      ),
    },
    {
      key: 'note',
      header: 'Why',
      cell: ({ note }) => note ?? <span className="text-faint">No note</span>,
      className: 'break-words',
    },
    { key: 'by', header: 'Who', cell: ({ by }) => by ?? <span className="text-faint">Unknown</span> },
    { key: 'at', header: 'When', cell: ({ createdAt }) => <Time at={createdAt} precise /> },
  ];
  return (
    <Card id="versions" title="Versions" flush>
      <DataTable caption="Versions" columns={columns} rows={rows} rowKey={({ version }) => String(version)} />
    </Card>
  );
}
