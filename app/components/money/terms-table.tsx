import { DataTable } from '~/components/ui/data-table';
import type { Reward, Terms } from '~/domain/program/terms';
import { releaseWords, rewardWords } from './reward-words';

/** The rules in force, one row per reward. */
export function TermsTable({ terms, currency }: { terms: readonly Terms[]; currency: string }) {
  const rows = terms.flatMap((one) => one.rewards.map((reward) => ({ terms: one, reward })));
  type Row = { terms: Terms; reward: Reward };
  const words = ({ terms: under, reward }: Row) => rewardWords(reward, under, currency);
  return (
    <DataTable<Row>
      caption={`Rewards in force, amounts in ${currency}`}
      rows={rows}
      rowKey={({ terms: { key }, reward }) => `${key}/${reward.key}`}
      columns={[
        {
          key: 'reward',
          header: 'Reward',
          names: true,
          cell: ({ terms: under, reward }) => (
            <>
              <span className="font-medium">{reward.name}</span>
              <span className="block text-xs text-faint">
                {under.name}, {under.windowDays}-day window
              </span>
            </>
          ),
        },
        { key: 'qualifies', header: 'Qualifies', cell: (row) => words(row).qualifies },
        {
          key: 'pays',
          header: 'Pays',
          cell: (row) => <span className="font-medium">{words(row).pays}</span>,
        },
        { key: 'limits', header: 'Limits', cell: (row) => words(row).limits },
        {
          key: 'release',
          header: 'Available',
          cell: ({ terms: under }) => releaseWords(under),
          className: 'lg:max-w-56',
        },
      ]}
    />
  );
}
