import { MoneyText } from '~/components/money/money-text';
import { Badge } from '~/components/ui/badge';
import { Card } from '~/components/ui/card';
import { type Column, DataTable } from '~/components/ui/data-table';
import { TextLink } from '~/components/ui/text-link';
import type { FindingView, Severity } from '~/domain/reconciliation/finding';
import { outcomeWords, severityWords, stepWords } from './words';

/** A finding with the page of what it is about. */
export type LinkedFinding = FindingView & { about: { to: string; what: string } | null };

const columns: Array<Column<LinkedFinding>> = [
  {
    key: 'message',
    header: 'Finding',
    names: true,
    className: 'max-w-2xl',
    cell: ({ message, step, about }) => (
      <>
        <span className="block break-words text-pretty">{message}</span>
        <span className="block text-xs text-faint">
          {stepWords[step]}
          {about && (
            <>
              {' · '}
              <TextLink to={about.to}>Show the {about.what}</TextLink>
            </>
          )}
        </span>
      </>
    ),
  },
  {
    key: 'amount',
    header: 'At stake',
    align: 'end',
    cell: ({ amount, currency }) =>
      amount === null || currency === null ? '\u2013' : <MoneyText amount={amount} currency={currency} />,
  },
  {
    key: 'outcome',
    header: 'What was done',
    cell: ({ outcome }) => {
      const { word, tone } = outcomeWords[outcome];
      return <Badge tone={tone}>{word}</Badge>;
    },
  },
];

/** Findings of one severity. */
export function FindingList({ severity, rows }: { severity: Severity; rows: readonly LinkedFinding[] }) {
  const { title, lead } = severityWords[severity];
  if (rows.length === 0) return null;
  return (
    <Card title={title} description={lead} id={severity} flush>
      <DataTable caption={title} columns={columns} rows={rows} rowKey={({ id }) => id} />
    </Card>
  );
}
