import { Form, useNavigation } from '@remix-run/react';
import type { ReactNode } from 'react';
import { MoneyText, moneyWords } from '~/components/money/money-text';
import { Alert } from '~/components/ui/alert';
import { Button, LinkButton } from '~/components/ui/button';
import { Field } from '~/components/ui/field';
import { Input } from '~/components/ui/input';
import { toDecimalString } from '~/kernel/money';
import { paths, withQuery } from '~/routes/paths';
import type { BalanceForecast, BatchPage } from './payout-batch-page.server';

/** The longest address one returns to after the second factor (return-to.ts). */
const LONGEST_RETURN = 900;

interface FooterProps
  extends Pick<BatchPage, 'batch' | 'manifest' | 'search' | 'secondApprovals' | 'balance'> {
  chosen: BatchPage['rows'];
  /** the second factor was shown in the last minutes */
  steppedUp: boolean;
}

/** What the approval of the chosen ones would be, and the approval itself: by typing its total. */
export function BatchFooter({
  batch,
  manifest,
  search,
  secondApprovals,
  balance,
  chosen,
  steppedUp,
}: FooterProps) {
  const { currency } = batch;
  return (
    <section
      aria-label="Approval"
      className="z-10 grid gap-4 rounded-md border bg-raised p-4 shadow-raised lg:sticky lg:bottom-4 lg:px-5"
    >
      {balance && balance.left < 0n && chosen.length > 0 && (
        <TooLittle balance={balance} currency={currency} />
      )}
      <div className="grid items-end gap-x-8 gap-y-4 lg:grid-cols-[minmax(0,1fr)_auto]">
        <dl className="grid grid-cols-2 gap-x-6 gap-y-3 text-sm sm:grid-cols-5">
          <Figure name="Chosen">
            {manifest.payouts.toLocaleString('en-US')} {manifest.payouts === 1 ? 'payout' : 'payouts'}
          </Figure>
          <Figure name="Total">
            <MoneyText amount={manifest.total} currency={currency} className="font-medium" />
          </Figure>
          <Figure name="At Stripe afterwards">
            {balance === null ? (
              <span className="text-muted">Stripe does not say</span>
            ) : (
              <span
                title={`${moneyWords(balance.available, currency)} available, ${moneyWords(balance.committed, currency)} approved before and not sent yet`}
              >
                <MoneyText amount={balance.left} currency={currency} />
              </span>
            )}
          </Figure>
          <Figure name="Second approver">
            {secondApprovals === 0 ? 'None needed' : `Needed for ${secondApprovals.toLocaleString('en-US')}`}
          </Figure>
          <Figure name="Manifest">
            <span className="font-mono text-xs" title={manifest.hash}>
              {chosen.length === 0 ? '\u2013' : manifest.hash.slice(0, 12)}
            </span>
          </Figure>
        </dl>
        <Confirm {...{ batch, manifest, search, chosen, steppedUp }} />
      </div>
    </section>
  );
}

function TooLittle({ balance, currency }: { balance: BalanceForecast; currency: string }) {
  const { available, committed, chosen, left } = balance;
  const words = (amount: bigint) => moneyWords(amount, currency);
  return (
    <Alert tone="warn" title={`The balance at Stripe is ${words(-left)} too low`}>
      {words(available)} is available{committed > 0n && `, ${words(committed)} of it approved before`}; the
      chosen ones take {words(chosen)}. What it does not cover is refused and fails on its own; the rest is
      paid. Top up first, or choose fewer.
    </Alert>
  );
}

function Confirm({
  batch,
  manifest,
  search,
  chosen,
  steppedUp,
}: Omit<FooterProps, 'secondApprovals' | 'balance'>) {
  const navigation = useNavigation();
  const page = paths.adminPayoutBatch(batch.id);
  const action = `${paths.adminPayoutBatchApproval(batch.id)}${search}`;
  if (chosen.length === 0) return <p className="text-sm text-muted">Choose what to approve.</p>;
  if (!steppedUp) {
    const back = page + search;
    const returnTo = back.length > LONGEST_RETURN ? page : back;
    return (
      <LinkButton to={withQuery(paths.stepUp, { returnTo })} variant="primary" prefetch="none">
        Show your second factor to approve
      </LinkButton>
    );
  }
  const total = toDecimalString(manifest.total, batch.currency);
  return (
    // its fields are what the page shows, with it they become new
    <Form
      key={manifest.hash}
      method="post"
      action={action}
      preventScrollReset
      className="flex flex-wrap items-end gap-3"
    >
      <input type="hidden" name="manifestHash" value={manifest.hash} />
      <input type="hidden" name="currency" value={batch.currency} />
      {chosen.map((row) => (
        <input key={row.id} type="hidden" name="payout" value={`${row.id} ${row.manifestHash}`} />
      ))}
      {chosen.some((row) => row.flags.length > 0) && (
        <Field label="Why what stands out is right" id="note" className="w-full sm:w-72">
          <Input name="note" required maxLength={500} autoComplete="off" />
        </Field>
      )}
      <Field label={`Type ${total} to confirm`} id="total" className="w-44">
        <Input name="total" required autoComplete="off" inputMode="decimal" />
      </Field>
      <Button variant="primary" busy={navigation.state !== 'idle'}>
        Approve {manifest.payouts === 1 ? 'this payout' : `these ${manifest.payouts.toLocaleString('en-US')}`}
      </Button>
    </Form>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-faint">{name}</dt>
      <dd className="figures mt-0.5">{children}</dd>
    </div>
  );
}
