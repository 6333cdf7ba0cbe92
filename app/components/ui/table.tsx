import type { ReactNode } from 'react';

export interface Column<T> {
  head: string;
  cell: (row: T) => ReactNode;
  /** figures stand at the right, one under the other */
  figures?: boolean;
  /** says the row's name: read out with each cell */
  rowHead?: boolean;
  /** left out on a phone: its content stands elsewhere there */
  wide?: boolean;
}

interface TableProps<T> {
  /** what the table holds, read out first */
  caption: string;
  columns: Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  empty?: ReactNode;
  /** the caption is seen too */
  showCaption?: boolean;
}

/** Rows of figures. A narrow screen scrolls the table inside its own box, never the page. */
export function Table<T>({ caption, columns, rows, keyOf, empty, showCaption = false }: TableProps<T>) {
  if (rows.length === 0 && empty)
    return <div className="rounded-card border border-line bg-surface">{empty}</div>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by the keyboard
    <section
      aria-label={caption}
      tabIndex={0}
      className="overflow-x-auto rounded-card border border-line bg-surface"
    >
      <table className="w-full border-collapse text-body">
        <caption
          className={showCaption ? 'px-4 pt-3 pb-1 text-left text-body font-semibold sm:px-5' : 'sr-only'}
        >
          {caption}
        </caption>
        <thead>
          <tr className="border-b border-line">
            {columns.map(({ head, figures, wide }) => (
              <th
                key={head}
                scope="col"
                className={`px-4 py-2.5 text-small font-medium whitespace-nowrap text-muted first:sm:pl-5 last:sm:pr-5 ${figures ? 'text-right' : 'text-left'} ${wide ? 'max-md:hidden' : ''}`}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} className="border-b border-line last:border-0 hover:bg-canvas/60">
              {columns.map(({ head, cell, figures, rowHead, wide }) => {
                const Cell = rowHead ? 'th' : 'td';
                return (
                  <Cell
                    key={head}
                    scope={rowHead ? 'row' : undefined}
                    className={`px-4 py-2.5 align-middle font-normal first:sm:pl-5 last:sm:pr-5 ${figures ? 'figures text-right whitespace-nowrap' : 'text-left'} ${wide ? 'max-md:hidden' : ''}`}
                  >
                    {cell(row)}
                  </Cell>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
