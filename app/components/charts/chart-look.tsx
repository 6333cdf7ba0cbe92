// What all charts share. The colours are the tokens' variables: a change of the theme repaints without scripts.
export const axis = {
  stroke: 'var(--c-line)',
  tick: { fill: 'var(--c-faint)', fontSize: 11 },
  tickLine: false,
  axisLine: false,
  tickMargin: 8,
} as const;

export const margin = { top: 8, right: 8, bottom: 0, left: 0 };

export interface TipRow {
  name: string;
  value: string;
  colour: string;
}

/** What stands at the pointer. */
export function ChartTip({ title, rows }: { title: string; rows: readonly TipRow[] }) {
  return (
    <div className="rounded border bg-raised px-3 py-2 text-xs shadow-raised">
      <p className="mb-1 font-medium text-ink">{title}</p>
      {rows.map(({ name, value, colour }) => (
        <p key={name} className="flex items-center gap-2 text-muted">
          <span className="size-2 rounded-full" style={{ background: colour }} />
          {name}
          <span className="figures ml-auto pl-4 font-medium text-ink">{value}</span>
        </p>
      ))}
    </div>
  );
}
