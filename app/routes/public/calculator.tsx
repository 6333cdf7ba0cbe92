import { Form } from '@remix-run/react';
import { useState } from 'react';
import { moneyWords } from '~/components/money/money-text';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { useHydrated } from '~/components/ui/hydrated';
import { AffixedInput, Input } from '~/components/ui/input';
import { rateText } from '~/domain/payout/statement';
import type { ShareReward } from '~/domain/program/terms';
import { type Earnings, estimateEarnings } from '~/domain/reporting/earnings-calculator';
import { type CalculatorInput, understand } from './calculator-input';

export interface CalculatorProps {
  reward: ShareReward;
  currency: string;
  /** from the address */
  initial: CalculatorInput;
}

/** Clients, conversion and revenue in; revenue and commission out. Without scripts the form asks the server. */
export function Calculator({ reward, currency, initial }: CalculatorProps) {
  const [input, setInput] = useState(initial);
  const hydrated = useHydrated();
  const understood = understand(input, currency);
  const errors = understood.ok ? {} : understood.errors;
  const control = (name: keyof CalculatorInput) => ({
    name,
    defaultValue: initial[name],
    inputMode: 'decimal' as const,
    autoComplete: 'off',
    className: 'figures text-right',
    onChange: (event: { currentTarget: HTMLInputElement }) =>
      setInput({ ...input, [name]: event.currentTarget.value }),
  });
  const errorOf = (name: keyof CalculatorInput) => (errors[name] ? [errors[name]] : undefined);
  return (
    <Card className="overflow-hidden">
      <div className="grid gap-8 lg:grid-cols-2">
        <Form method="get" action="/#calculator" className="grid content-start gap-4">
          <Field label="Clients a year" id="clients" errors={errorOf('clients')}>
            <Input {...control('clients')} />
          </Field>
          <Field label="Of these, become customers" id="conversion" errors={errorOf('conversion')}>
            <AffixedInput {...control('conversion')} after="%" />
          </Field>
          <Field label="One customer pays a month" id="revenue" errors={errorOf('revenue')}>
            <AffixedInput {...control('revenue')} after={currency} />
          </Field>
          {!hydrated && <Button className="justify-self-start">Calculate</Button>}
        </Form>
        <output aria-live="polite" className="block rounded-md bg-sunken p-5">
          {understood.ok ? (
            <Result
              earnings={estimateEarnings(reward, understood.expectation)}
              reward={reward}
              currency={currency}
            />
          ) : (
            <p className="text-sm text-muted">Fill in the three figures to see what they come to.</p>
          )}
        </output>
      </div>
    </Card>
  );
}

interface ResultProps {
  earnings: Earnings;
  reward: ShareReward;
  currency: string;
}

function Result({ earnings, reward, currency }: ResultProps) {
  const { customersE4, months, revenue, commission } = earnings;
  const customers = (Number(customersE4) / 10_000).toLocaleString('en-US', { maximumFractionDigits: 2 });
  return (
    <dl className="grid gap-5">
      <div>
        <dt className="text-sm text-muted">
          {customers} paying {customers === '1' ? 'customer' : 'customers'}, {months} months: they pay
        </dt>
        <dd className="figures mt-1 text-xl font-medium">
          {moneyWords(revenue, currency)}{' '}
          <span className="text-sm font-normal text-faint">{currency} revenue</span>
        </dd>
      </div>
      <div className="border-t pt-5">
        <dt className="text-sm text-muted">Of it, {rateText(reward.rateBps)} are yours</dt>
        <dd
          className="figures mt-1 text-3xl font-semibold tracking-tight text-accent-ink"
          data-testid="commission"
        >
          {moneyWords(commission, currency)}{' '}
          <span className="text-sm font-normal tracking-normal text-faint">{currency} commission</span>
        </dd>
        <dd className="mt-2 text-sm text-pretty text-muted">
          <Caps earnings={earnings} reward={reward} currency={currency} />
        </dd>
      </div>
    </dl>
  );
}

function Caps({ earnings, reward, currency }: ResultProps) {
  const { belowThreshold, clippedBy, uncapped, months } = earnings;
  if (belowThreshold && reward.monthlyValueAbove !== null)
    return <>A customer has to pay more than {moneyWords(reward.monthlyValueAbove, currency)} a month.</>;
  const cap = reward.capPerPartnerMonth;
  if (clippedBy.includes('month') && cap !== null) {
    return (
      <>
        Without the cap of {moneyWords(cap, currency)} a month it would be {moneyWords(uncapped, currency)}.
      </>
    );
  }
  return cap === null ? (
    <>Over {months} months.</>
  ) : (
    <>Below the cap of {moneyWords(cap, currency)} a month: nothing is cut off.</>
  );
}
