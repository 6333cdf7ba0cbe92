import { Link } from '@remix-run/react';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '~/components/ui/class-names';
import { Time } from '~/components/ui/time';
import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { MoneyText } from './money-text';

/** `/balance` and what comes next; minor units of `currency`. */
export interface MoneyStripProps {
  balance: {
    accrued: MinorUnits;
    pending: MinorUnits;
    available: MinorUnits;
    inTransit: MinorUnits;
    paid: MinorUnits;
    currency: string;
  };
  outlook: {
    qualifying: number;
    nextRelease: { at: Instant; amount: MinorUnits } | null;
    undated: MinorUnits;
    transit: { status: string; requestedAt: Instant } | null;
    lastPaid: { at: Instant } | null;
  };
  /** when a payout is asked for by itself; null: never */
  nextAutomatic: Instant | null;
  to: { commissions: (status: string) => string; payouts: string };
}

interface Step {
  name: string;
  amount: MinorUnits;
  to: string;
  next: ReactNode;
  strong?: boolean;
}

/** Where the money of a partner stands, in the order it moves, each part with its next date (contract.md, pages). */
export function MoneyStrip({ balance, outlook, nextAutomatic, to }: MoneyStripProps) {
  const { currency } = balance;
  const steps: Step[] = [
    {
      name: 'Qualifying',
      amount: balance.accrued,
      to: to.commissions('accrued'),
      next:
        outlook.qualifying > 0 ? 'Until the customer’s first payment' : 'Nothing waits for a first payment',
    },
    {
      name: 'Pending',
      amount: balance.pending,
      to: to.commissions('vested'),
      next: <NextRelease {...outlook} currency={currency} />,
    },
    {
      name: 'Available',
      amount: balance.available,
      to: to.commissions('released'),
      strong: true,
      next: <NextRequest available={balance.available} at={nextAutomatic} />,
    },
    {
      name: 'On its way',
      amount: balance.inTransit,
      to: to.payouts,
      next: outlook.transit ? (
        <>
          Requested <Time at={outlook.transit.requestedAt} />
        </>
      ) : (
        'No payout on its way'
      ),
    },
    {
      name: 'Paid',
      amount: balance.paid,
      to: to.payouts,
      next: outlook.lastPaid ? (
        <>
          Last on <Time at={outlook.lastPaid.at} />
        </>
      ) : (
        'Nothing paid yet'
      ),
    },
  ];
  return (
    <ol
      aria-label="Your money"
      className="grid overflow-hidden rounded-md border bg-surface shadow-card max-md:divide-y md:grid-cols-5 md:divide-x"
    >
      {steps.map((step, i) => (
        <li key={step.name} className="relative min-w-0">
          {i > 0 && (
            <ChevronRight
              aria-hidden
              size={14}
              className="absolute top-1/2 -left-1.75 z-10 -translate-y-1/2 rounded-full bg-surface text-faint max-md:hidden"
            />
          )}
          <StripStep {...step} currency={currency} />
        </li>
      ))}
    </ol>
  );
}

function StripStep({ name, amount, to, next, strong, currency }: Step & { currency: string }) {
  return (
    <Link
      to={to}
      prefetch="intent"
      className="flex h-full items-center justify-between gap-4 px-4 py-3 hover:bg-sunken focus-visible:-outline-offset-2 md:block md:p-4"
    >
      <span className="min-w-0">
        <span className="block text-sm text-muted">{name}</span>
        <span className="mt-1 block text-xs text-pretty text-faint md:hidden">{next}</span>
      </span>
      <MoneyText
        amount={amount}
        currency={currency}
        className={cx(
          'block text-xl font-semibold tracking-tight md:mt-1',
          amount < 0n
            ? 'text-bad-ink'
            : strong
              ? 'text-accent-ink'
              : amount === 0n && 'font-medium text-faint',
        )}
      />
      <span className="mt-1.5 block text-xs text-pretty text-faint max-md:hidden">{next}</span>
    </Link>
  );
}

function NextRelease({
  nextRelease,
  undated,
  currency,
}: Pick<MoneyStripProps['outlook'], 'nextRelease' | 'undated'> & { currency: string }) {
  if (nextRelease) {
    return (
      <>
        <MoneyText amount={nextRelease.amount} currency={currency} bare /> on <Time at={nextRelease.at} />
      </>
    );
  }
  return undated > 0n ? 'Until its customers are sustained' : 'Nothing is being held';
}

function NextRequest({ available, at }: { available: MinorUnits; at: Instant | null }) {
  if (available < 0n) return 'Set against what you earn next';
  if (at === null) return 'Request it whenever you like';
  return (
    <>
      Requested by itself on <Time at={at} />
    </>
  );
}
