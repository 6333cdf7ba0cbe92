import { Form, Link, useNavigation } from '@remix-run/react';
import { Lock } from 'lucide-react';
import { Button } from '~/components/ui/button';
import { explainRefusal, type Refusal } from '~/domain/payout/eligibility';
import { formatMoney, type MinorUnits } from '~/kernel/money';
import { moneyWords } from './money-text';

export interface RequestPayoutProps {
  available: MinorUnits;
  minimum: MinorUnits;
  currency: string;
  /** why nothing can be requested; null: it can */
  blocker: PayoutBlocker | null;
}

/** A refusal of the rules, or somebody who may only look. */
export type PayoutBlocker = Refusal | 'viewer';

/** How far the available balance is from the minimum, and the button, which names what stands in its way. */
export function RequestPayout(props: RequestPayoutProps) {
  const { available, minimum, currency, blocker } = props;
  const { state, formAction } = useNavigation();
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-8 gap-y-4">
      <div className="min-w-0 flex-1 basis-72">
        <MinimumBar {...props} />
      </div>
      {blocker === null ? (
        <Form method="post" action="/payouts">
          <Button variant="primary" busy={state !== 'idle' && formAction === '/payouts'}>
            Request {formatMoney(available, currency)}
          </Button>
        </Form>
      ) : (
        <div className="max-w-sm text-sm">
          <Button type="button" aria-disabled aria-describedby="payout-blocker" className="max-sm:w-full">
            <Lock aria-hidden size={14} /> Request payout
          </Button>
          <p id="payout-blocker" className="mt-1.5 text-pretty text-muted">
            <BlockerText blocker={blocker} figures={{ available, minimum, currency }} />
          </p>
        </div>
      )}
    </div>
  );
}

interface BlockerProps {
  blocker: PayoutBlocker;
  figures: { available: MinorUnits; minimum: MinorUnits; currency: string };
}

/** What stands in the way of a payout, and the way to remove it. */
export function BlockerText({ blocker, figures }: BlockerProps) {
  if (blocker === 'viewer') return <>An owner or a manager of your workspace requests payouts.</>;
  const text = explainRefusal(blocker, figures);
  if (blocker === 'no_account') {
    return (
      <>
        {text}{' '}
        <Link to="/payouts#account" className="font-medium text-accent-ink underline underline-offset-3">
          Connect an account
        </Link>
      </>
    );
  }
  if (blocker === 'below_minimum' && figures.available >= 0n) {
    return (
      <>{moneyWords(figures.minimum - figures.available, figures.currency)} more and you can request it.</>
    );
  }
  return <>{text}</>;
}

function MinimumBar({ available, minimum, currency }: RequestPayoutProps) {
  const share = available <= 0n ? 0 : Math.min(100, Number((available * 100n) / minimum));
  const reached = available >= minimum;
  const least = moneyWords(minimum, currency);
  const words = reached ? `The minimum is ${least}` : `${moneyWords(available, currency)} of ${least}`;
  return (
    <>
      <p className="flex justify-between gap-4 text-sm">
        <span className="font-medium">{reached ? 'Enough for a payout' : 'To the minimum payout'}</span>
        <span className="figures text-muted">
          {words} {currency}
        </span>
      </p>
      <div
        role="progressbar"
        aria-label="Minimum payout"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share}
        aria-valuetext={words}
        className="mt-2 h-2 overflow-hidden rounded-full bg-sunken"
      >
        <div className="h-full rounded-full bg-accent" style={{ width: `${share}%` }} />
      </div>
    </>
  );
}
