import { Link } from '@remix-run/react';
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Badge } from '~/components/ui/badge';
import { type Column, DataTable } from '~/components/ui/data-table';
import { Time } from '~/components/ui/time';
import type { BookRow } from '~/domain/reporting/book-of-business';
import { notesOf, trendWords } from '~/domain/reporting/book-of-business-list';
import { projectStageWords } from './project-stepper';

export interface BookTableProps {
  rows: readonly BookRow[];
  /** where a client is looked at */
  to: (row: BookRow) => string;
  empty: ReactNode;
}

/** The clients of an agency: how far each is, what its months and use say, and what is wrong. */
export function BookTable({ rows, to, empty }: BookTableProps) {
  const columns: Array<Column<BookRow>> = [
    { key: 'client', header: 'Client', names: true, cell: (row) => <Name row={row} to={to(row)} /> },
    {
      key: 'stage',
      header: 'Stage',
      cell: (row) => (
        <>
          {projectStageWords[row.stage].word}
          <span className="block text-xs whitespace-nowrap text-faint">
            since <Time at={row.stageAt} />
          </span>
        </>
      ),
    },
    { key: 'months', header: 'Months left', cell: (row) => <Months row={row} /> },
    {
      key: 'use',
      header: 'Use in 30 days',
      minor: true,
      cell: (row) => (row.use ? trendWords(row.use) : <span className="text-faint">Not signed up</span>),
    },
    { key: 'notes', header: 'To look at', cell: (row) => <Notes row={row} />, className: 'sm:max-w-72' },
  ];
  return (
    <DataTable caption="Clients" columns={columns} rows={rows} rowKey={(row) => row.key} empty={empty} />
  );
}

function Name({ row, to }: { row: BookRow; to: string }) {
  return (
    <>
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Link to={to} prefetch="intent" className="rounded-sm font-medium break-words hover:underline">
          {row.name}
        </Link>
        {row.internal && <Badge title="Free, and earns nothing">Internal use</Badge>}
        {row.projectId === null && (
          <Badge title="Credited to you without a project of yours">No project</Badge>
        )}
      </span>
      <span className="block text-xs break-words text-faint">
        {row.domain ?? 'No domain'}
        {row.besides !== null && `, another sign-up of ${row.besides}`}
      </span>
    </>
  );
}

function Months({ row: { months, internal, customerId } }: { row: BookRow }) {
  if (internal) return <span className="text-faint">Earns nothing</span>;
  if (months === null || customerId === null) return <span className="text-faint">Not begun</span>;
  return (
    <>
      <span className="figures">
        {months.left} of {months.of}
      </span>
      <span className="block text-xs text-faint sm:whitespace-nowrap">
        {months.until === null ? (
          'from its first payment'
        ) : (
          <>
            until <Time at={months.until} />
          </>
        )}
      </span>
    </>
  );
}

function Notes({ row }: { row: BookRow }) {
  const notes = notesOf(row);
  if (notes.length === 0) {
    return (
      <span className="text-faint">
        <span aria-hidden>–</span>
        <span className="sr-only">Nothing</span>
      </span>
    );
  }
  return (
    <ul className="grid gap-0.5">
      {notes.map((note, index) => (
        <li key={note} className="flex gap-1.5 text-sm">
          {index < row.risks.length ? (
            <TriangleAlert aria-label="At risk:" size={14} className="mt-1 shrink-0 text-warn-ink" />
          ) : null}
          {note}
        </li>
      ))}
    </ul>
  );
}
