import { MoneyText, moneyWords } from '~/components/money/money-text';
import { type Column, DataTable } from '~/components/ui/data-table';
import { TextLink } from '~/components/ui/text-link';
import { formatMonth } from '~/components/ui/time';
import type { CapBite, CapSums, MonthFigures, SimulatedMonth } from '~/domain/commission/simulate-compare';
import type { SimulatedPartner } from '~/flows/simulate-terms.server';
import type { MinorUnits } from '~/kernel/money';
import { paths } from '~/routes/paths';

export type PartnerRow = Omit<SimulatedPartner, 'caps' | 'months'> & { caps: number };

/** What each partner gains or loses. */
export function PartnerTable({ partners, currency }: { partners: readonly PartnerRow[]; currency: string }) {
  const money = (key: string, header: string, of: (row: PartnerRow) => MinorUnits): Column<PartnerRow> => ({
    key,
    header,
    align: 'end',
    cell: (row) => <MoneyText amount={of(row)} currency={currency} bare />,
  });
  const columns: Array<Column<PartnerRow>> = [
    {
      key: 'partner',
      header: 'Partner',
      names: true,
      cell: ({ partnerId, name, handle }) => (
        <>
          <TextLink to={`?partner=${encodeURIComponent(partnerId)}`} prefetch="none">
            {name}
          </TextLink>
          <span className="block text-xs text-faint">{handle}</span>
        </>
      ),
    },
    money('now', `As it is (${currency})`, ({ now }) => now.earned),
    money('draft', `Draft (${currency})`, ({ draft }) => draft.earned),
    {
      key: 'difference',
      header: `Difference (${currency})`,
      align: 'end',
      cell: ({ difference }) => (
        <MoneyText amount={difference} currency={currency} signed bare className="font-medium" />
      ),
    },
    {
      key: 'commissions',
      header: 'Commissions',
      cell: ({ commissions: { changed, added, removed } }) =>
        changed + added + removed === 0 ? 'No change' : `${changed} change, +${added}, −${removed}`,
    },
    { key: 'caps', header: 'Caps that bite', align: 'end', cell: ({ caps }) => caps },
  ];
  return (
    <DataTable
      caption="What each partner would have earned"
      rows={partners}
      rowKey={({ partnerId }) => partnerId}
      columns={columns}
      empty={
        <p className="px-4 pb-5 text-sm text-muted sm:px-5">Nobody has earned anything under these terms.</p>
      }
    />
  );
}

type CapRow = CapBite & { partner: { id: string; name: string } };

/** What each cap lets through of what would be earned without it. */
export function CapTable({ caps, currency }: { caps: readonly CapRow[]; currency: string }) {
  const sums = (pool: CapSums | null) =>
    pool === null ? (
      'No such cap'
    ) : (
      <span className="figures">
        {moneyWords(pool.amount, currency)} <span className="text-faint">of</span>{' '}
        {moneyWords(pool.uncapped, currency)}
      </span>
    );
  return (
    <DataTable<CapRow>
      caption="Caps that bite"
      rows={caps}
      rowKey={({ partner, rewardKey, month, customerId }) =>
        `${partner.id} ${rewardKey} ${month} ${customerId}`
      }
      columns={[
        {
          key: 'partner',
          header: 'Partner',
          names: true,
          cell: ({ partner }) => <TextLink to={paths.adminPartner(partner.id)}>{partner.name}</TextLink>,
        },
        { key: 'reward', header: 'Reward', cell: ({ rewardKey }) => rewardKey },
        {
          key: 'of',
          header: 'Of',
          cell: ({ month, customerId }) => (month === null ? customerId : formatMonth(month)),
        },
        { key: 'now', header: `As it is (${currency})`, align: 'end', cell: ({ now }) => sums(now) },
        { key: 'draft', header: `Draft (${currency})`, align: 'end', cell: ({ draft }) => sums(draft) },
      ]}
      empty={<p className="px-4 pb-5 text-sm text-muted sm:px-5">No cap clips anything.</p>}
    />
  );
}

const kinds = [
  ['vested', 'Newly owed'],
  ['reversed', 'Taken back'],
  ['released', 'Released'],
] as const satisfies ReadonlyArray<readonly [keyof MonthFigures, string]>;

/** The chart's figures, and what is released; the latest month first. */
export function MonthTable({ months, currency }: { months: readonly SimulatedMonth[]; currency: string }) {
  const column = (
    kind: keyof MonthFigures,
    words: string,
    side: 'now' | 'draft',
  ): Column<SimulatedMonth> => ({
    key: `${kind} ${side}`,
    header: `${words}${side === 'draft' ? ', draft' : ''}`,
    align: 'end',
    cell: (month) => moneyWords(month[side][kind], currency),
  });
  return (
    <DataTable
      caption={`Owed and released by month, amounts in ${currency}`}
      rows={months.toReversed()}
      rowKey={({ month }) => month}
      narrow="scroll"
      className="mt-3 max-h-80 overflow-auto rounded border"
      columns={[
        {
          key: 'month',
          header: `Month (${currency})`,
          names: true,
          cell: ({ month }) => <span className="whitespace-nowrap">{formatMonth(month)}</span>,
        },
        ...kinds.flatMap(([kind, words]) => [column(kind, words, 'now'), column(kind, words, 'draft')]),
      ]}
    />
  );
}
