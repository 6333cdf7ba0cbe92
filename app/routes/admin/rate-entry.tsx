import { Form, useNavigation } from '@remix-run/react';
import { moneyWords } from '~/components/money/money-text';
import { Alert } from '~/components/ui/alert';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { AffixedInput, Input } from '~/components/ui/input';
import { paths } from '~/routes/paths';
import type { RateEntered } from './rate-entry.server';

/** A day's rate: first what it would do, then, since it stays, a second press to enter it. */
export function RateEntry({ entry: { typed, errors, preview }, own }: { entry: RateEntered; own: string }) {
  return (
    <Card id="enter" title="Enter a rate" description="You see what it does before it is entered.">
      <Form
        // what was entered is done with
        key={`${typed.day} ${typed.currency} ${typed.rate}`}
        method="get"
        action={`${paths.adminRates}#enter`}
        preventScrollReset
        className="grid gap-4 sm:grid-cols-[10rem_8rem_minmax(0,1fr)_auto] sm:items-start"
      >
        <Field label="Day (UTC)" errors={errors.day}>
          <Input type="date" name="day" required defaultValue={typed.day} />
        </Field>
        <Field label="Currency" errors={errors.currency}>
          <Input
            name="currency"
            required
            minLength={3}
            maxLength={3}
            placeholder="EUR"
            defaultValue={typed.currency}
            autoComplete="off"
            autoCapitalize="characters"
            className="uppercase placeholder:normal-case"
          />
        </Field>
        <Field
          label="One of it is worth"
          errors={errors.rate}
          hint="Exactly as your source has it, such as 1.0834."
        >
          <AffixedInput
            name="rate"
            required
            after={own}
            inputMode="decimal"
            autoComplete="off"
            defaultValue={typed.rate}
            className="figures text-right"
          />
        </Field>
        <Button className="sm:mt-6.5">Show what it does</Button>
      </Form>
      {preview && <Preview typed={typed} preview={preview} own={own} />}
    </Card>
  );
}

function Preview({
  typed,
  preview,
  own,
}: Pick<RateEntered, 'typed'> & { preview: NonNullable<RateEntered['preview']>; own: string }) {
  const { state, formMethod } = useNavigation();
  const { payments, amount, basis } = preview;
  const worth = `${moneyWords(amount, typed.currency)} ${typed.currency}`;
  return (
    <Alert
      className="mt-4"
      title={`1 ${typed.currency} = ${typed.rate} ${own} on ${typed.day}`}
      actions={
        <Form method="post" action={paths.adminRates}>
          {(['day', 'currency', 'rate'] as const).map((name) => (
            <input key={name} type="hidden" name={name} value={typed[name]} />
          ))}
          <Button variant="primary" busy={state !== 'idle' && formMethod === 'POST'}>
            Enter this rate
          </Button>
        </Form>
      }
    >
      {payments === 0
        ? 'No payment waits for it. Payments of that day that arrive later are converted at it.'
        : `${payments === 1 ? '1 payment' : `${payments} payments`} of ${worth} ${payments === 1 ? 'becomes' : 'become'} ${moneyWords(basis ?? 0n, own)} ${own}.`}{' '}
      A rate cannot be changed afterwards.
    </Alert>
  );
}
