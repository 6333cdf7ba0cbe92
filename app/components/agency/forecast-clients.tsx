import { ChevronRight } from 'lucide-react';
import { moneyWords } from '~/components/money/money-text';
import { TextLink } from '~/components/ui/text-link';
import { formatMonth } from '~/components/ui/time';
import type { ClientForecast } from '~/domain/reporting/forecast';

/** What is expected of a client, and what the book says of it. */
export interface ForecastRow extends ClientForecast {
  name: string;
  /** where it is looked at */
  to: string;
  /** null: its payments earn by terms without months */
  left: { left: number; of: number } | null;
}

const goingWords = {
  goes_on: 'pays on as before',
  not_paying: 'has not paid yet',
  gone: 'is gone',
  stopped: 'has not paid for more than a month',
  needs_rate: 'pays in a currency without a rate',
};

export interface ForecastClientsProps {
  rows: readonly ForecastRow[];
  months: readonly string[];
  currency: string;
}

/** Each client with its sum; opened, its months. */
export function ForecastClients({ rows, months, currency }: ForecastClientsProps) {
  return (
    <ul className="divide-y border-t">
      {rows.map((row) => (
        <li key={row.customerId}>
          <details className="group">
            <summary className="flex min-h-11 cursor-pointer list-none items-center gap-3 px-4 py-2.5 text-sm hover:bg-sunken sm:px-5 [&::-webkit-details-marker]:hidden">
              <ChevronRight
                aria-hidden
                size={15}
                className="shrink-0 text-faint group-open:rotate-90 motion-safe:transition-transform"
              />
              <span className="min-w-0 flex-1">
                <span className="block font-medium break-words">{row.name}</span>
                <span className="block text-xs text-faint">
                  {goingWords[row.going]}
                  {row.left && `, ${row.left.left} of ${row.left.of} months left`}
                </span>
              </span>
              <span className="figures text-right">
                {moneyWords(row.total.capped, currency)}
                {row.total.capped !== row.total.uncapped && (
                  <span className="block text-xs text-faint">
                    {moneyWords(row.total.uncapped, currency)} before the cap
                  </span>
                )}
              </span>
            </summary>
            <ClientMonthsTable row={row} months={months} currency={currency} />
          </details>
        </li>
      ))}
    </ul>
  );
}

function ClientMonthsTable({
  row,
  months,
  currency,
}: {
  row: ForecastRow;
  months: readonly string[];
  currency: string;
}) {
  const head = 'px-3 py-1.5 text-right text-xs font-medium text-faint';
  const figure = 'figures px-3 py-1.5 text-right whitespace-nowrap';
  return (
    <div className="px-4 pb-4 sm:pr-5 sm:pl-12">
      <div className="overflow-x-auto">
        <table className="w-full text-sm">
          <caption className="sr-only">
            Expected of {row.name}, {currency}
          </caption>
          <thead>
            <tr>
              <th scope="col" className="py-1.5 text-left text-xs font-medium text-faint">
                Month
              </th>
              <th scope="col" className={head}>
                Before the cap
              </th>
              <th scope="col" className={head}>
                You earn
              </th>
            </tr>
          </thead>
          <tbody>
            {row.months.map((figures, index) => (
              <tr key={months[index]} className="border-t">
                <th scope="row" className="py-1.5 text-left font-normal whitespace-nowrap text-muted">
                  {formatMonth(months[index] ?? '')}
                </th>
                <td className={figure}>{moneyWords(figures.uncapped, currency)}</td>
                <td className={figure}>{moneyWords(figures.capped, currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="mt-2 text-sm">
        <TextLink to={row.to}>Look at {row.name}</TextLink>
      </p>
    </div>
  );
}
