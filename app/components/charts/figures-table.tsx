import { moneyWords } from '~/components/money/money-text';
import { formatDay } from '~/components/ui/time';
import type { TrafficPoint } from './points';

export interface FiguresTableProps {
  caption: string;
  points: readonly TrafficPoint[];
  columns: ReadonlyArray<{ name: string; value: (point: TrafficPoint) => string }>;
  /** what one row stands for: "Week from" */
  period: string;
}

/** The figures of the chart above, newest first, in a box of their own that scrolls. */
export function FiguresTable({ caption, points, columns, period }: FiguresTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard (WCAG 2.1.1)
    <section aria-label={caption} tabIndex={0} className="mt-3 max-h-52 overflow-auto rounded border">
      <table className="w-full border-collapse text-xs">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            <th scope="col" className="sticky top-0 bg-sunken px-3 py-1.5 text-left font-medium text-muted">
              {period}
            </th>
            {columns.map(({ name }) => (
              <th
                key={name}
                scope="col"
                className="sticky top-0 bg-sunken px-3 py-1.5 text-right font-medium text-muted"
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map((point) => (
            <tr key={point.date} className="border-t">
              <th scope="row" className="px-3 py-1 text-left font-normal whitespace-nowrap text-muted">
                {formatDay(Date.parse(point.date))}
              </th>
              {columns.map(({ name, value }) => (
                <td key={name} className="figures px-3 py-1 text-right whitespace-nowrap">
                  {value(point)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const count = (n: number) => n.toLocaleString('en-US');

export const trafficColumns = [
  { name: 'Unique clicks', value: (point: TrafficPoint) => count(point.uniqueClicks) },
  { name: 'Sign-ups', value: (point: TrafficPoint) => count(point.signedUp) },
  { name: 'First payments', value: (point: TrafficPoint) => count(point.paid) },
];

export const earningsColumns = (currency: string) => [
  { name: `Revenue (${currency})`, value: (point: TrafficPoint) => moneyWords(point.revenue, currency) },
  {
    name: `Commission (${currency})`,
    value: (point: TrafficPoint) => moneyWords(point.commission, currency),
  },
];
