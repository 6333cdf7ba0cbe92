import { Link } from '@remix-run/react';
import { TextLink } from '~/components/ui/text-link';
import type { BookRow } from '~/domain/reporting/book-of-business';
import { notesOf } from '~/domain/reporting/book-of-business-list';

export interface BookNeedsProps {
  /** the most urgent first */
  rows: readonly BookRow[];
  /** how many there are in all */
  count: number;
  to: (row: BookRow) => string;
  /** where all of them are listed */
  all: string;
}

/** What needs doing first. Nothing is shown when nothing does. */
export function BookNeeds({ rows, count, to, all }: BookNeedsProps) {
  if (count === 0) return null;
  return (
    <section
      aria-labelledby="needs-you"
      className="mb-5 rounded-md border bg-surface px-4 py-4 shadow-card sm:px-5"
    >
      <div className="mb-2 flex items-baseline justify-between gap-4">
        <h2 id="needs-you" className="text-base">
          Needs you
        </h2>
        {count > rows.length && <TextLink to={all}>All {count}</TextLink>}
      </div>
      <ul className="grid">
        {rows.map((row) => (
          <li
            key={row.key}
            className="grid gap-x-4 border-t py-2 text-sm first:border-t-0 sm:grid-cols-[minmax(0,14rem)_minmax(0,1fr)]"
          >
            <Link
              to={to(row)}
              prefetch="intent"
              className="rounded-sm font-medium break-words hover:underline"
            >
              {row.name}
            </Link>
            <span className="text-muted">{notesOf(row)[0]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
