import type { ReactNode } from 'react';
import { cx } from './class-names';

export interface Column<Row> {
  key: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  /** figures stand at the end, in tabular numbers */
  align?: 'start' | 'end';
  /** names the row: a row header for screen readers, the first line of the row on a phone */
  names?: boolean;
  /** the header is for screen readers: buttons of a row need none that is seen */
  silent?: boolean;
  /** left out below 1024 pixels */
  minor?: boolean;
  className?: string;
}

export interface DataTableProps<Row> {
  /** what the table lists: read out, not seen */
  caption: string;
  columns: ReadonlyArray<Column<Row>>;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** instead of rows, when there are none */
  empty?: ReactNode;
  /** "scroll" keeps the grid on a phone, inside its own box: for figures that are compared */
  narrow?: 'stack' | 'scroll';
  className?: string | undefined;
}

// On a phone a row becomes a small list of label and value. `display: block` takes the table's meaning away in some browsers: roles say it.
const roles = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  rowheader: { role: 'rowheader' },
  cell: { role: 'cell' },
};
const stack = {
  table: 'block sm:table',
  head: 'sr-only sm:not-sr-only sm:table-header-group',
  body: 'block sm:table-row-group',
  row: 'block px-4 py-3 sm:table-row sm:p-0',
  cell: 'flex items-baseline justify-between gap-4 py-0.5 text-right sm:table-cell sm:px-3 sm:py-2.5 sm:align-middle sm:first:pl-5 sm:last:pr-5',
  name: 'block pb-1 text-left sm:table-cell sm:px-3 sm:py-2.5 sm:align-middle sm:first:pl-5',
};
const grid = {
  table: '',
  head: '',
  body: '',
  row: '',
  cell: 'px-3 py-2.5 align-middle first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5',
  name: 'px-3 py-2.5 text-left align-middle first:pl-4 sm:first:pl-5',
};

/** A list of rows. It never makes the page wider than the screen. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, empty, narrow = 'stack', className } = props;
  if (rows.length === 0 && empty) return <>{empty}</>;
  const look = narrow === 'stack' ? stack : grid;
  return (
    <ScrollBox label={caption} scrolls={narrow === 'scroll'} className={className}>
      <table {...roles.table} className={cx('w-full border-collapse text-sm', look.table)}>
        <caption className="sr-only">{caption}</caption>
        <thead {...roles.rowgroup} className={look.head}>
          <tr {...roles.row}>
            {columns.map((column) => (
              <HeaderCell key={column.key} column={column} />
            ))}
          </tr>
        </thead>
        <tbody {...roles.rowgroup} className={cx(look.body, '[&>tr]:border-t')}>
          {rows.map((row) => (
            <tr key={rowKey(row)} {...roles.row} className={look.row}>
              {columns.map((column) => (
                <Cell key={column.key} column={column} row={row} stacks={narrow === 'stack'} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function HeaderCell<Row>({ column: { header, align, silent, minor } }: { column: Column<Row> }) {
  return (
    <th
      {...roles.columnheader}
      scope="col"
      className={cx(
        'px-3 py-2 text-xs font-medium whitespace-nowrap text-faint first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5',
        align === 'end' ? 'text-right' : 'text-left',
        minor && 'max-lg:hidden',
      )}
    >
      {silent ? <span className="sr-only">{header}</span> : header}
    </th>
  );
}

function Cell<Row>({ column, row, stacks }: { column: Column<Row>; row: Row; stacks: boolean }) {
  const { align, names, silent, minor, className, header } = column;
  const look = stacks ? stack : grid;
  const looks = cx(
    names ? look.name : look.cell,
    align === 'end' ? 'figures sm:text-right' : 'sm:text-left',
    !stacks && align === 'end' && 'text-right',
    minor && 'max-lg:hidden',
    className,
  );
  if (names) {
    return (
      <th scope="row" {...roles.rowheader} className={cx(looks, 'font-normal')}>
        {column.cell(row)}
      </th>
    );
  }
  return (
    <td {...roles.cell} className={looks}>
      {stacks && !silent && (
        <span aria-hidden className="shrink-0 text-xs text-faint sm:hidden">
          {header}
        </span>
      )}
      <div className={cx('min-w-0', silent && stacks && 'w-full sm:w-auto')}>{column.cell(row)}</div>
    </td>
  );
}

interface ScrollBoxProps {
  label: string;
  scrolls: boolean;
  className?: string | undefined;
  children: ReactNode;
}

/** What is wider than its place scrolls inside a box of its own, by keyboard too. */
function ScrollBox({ label, scrolls, className, children }: ScrollBoxProps) {
  if (!scrolls) return <div className={cx('sm:overflow-x-auto', className)}>{children}</div>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard (WCAG 2.1.1)
    <section aria-label={label} tabIndex={0} className={cx('overflow-x-auto', className)}>
      {children}
    </section>
  );
}
