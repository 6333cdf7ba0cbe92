import { getFormProps, getInputProps, type SubmissionResult, useForm } from '@conform-to/react';
import { Form } from '@remix-run/react';
import { useState } from 'react';
import { Alert } from '~/components/ui/alert';
import { Button } from '~/components/ui/button';
import { Field } from '~/components/ui/field';
import { AffixedInput } from '~/components/ui/input';
import { formatMoney, type MinorUnits } from '~/kernel/money';
import { paths } from '~/routes/paths';

export interface PayoutFormProps {
  lastResult: SubmissionResult | undefined;
  available: MinorUnits;
  minimum: MinorUnits;
  currency: string;
}

/** Less than everything: an amount of one's own. */
export function PayoutForm({ lastResult, available, minimum, currency }: PayoutFormProps) {
  const [form, fields] = useForm<{ amount: string }>({
    id: 'payout',
    lastResult: lastResult ?? null,
  });
  const [open, setOpen] = useState(false);
  const wrong = (fields.amount.errors ?? form.errors ?? []).length > 0;
  return (
    <details className="mt-4" open={open || wrong} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="inline-flex min-h-9 items-center rounded text-sm font-medium text-accent-ink underline decoration-accent-ink/40 underline-offset-3">
        Request a part of it
      </summary>
      <Form method="post" action={paths.payouts} {...getFormProps(form)} className="mt-3 grid max-w-sm gap-3">
        {form.errors && (
          <Alert tone="bad" live>
            {form.errors.join(' ')}
          </Alert>
        )}
        <Field
          label="Amount"
          id={fields.amount.id}
          errors={fields.amount.errors}
          hint={`From ${formatMoney(minimum, currency)} to ${formatMoney(available, currency)}.`}
        >
          <AffixedInput
            {...getInputProps(fields.amount, { type: 'text' })}
            required
            after={currency}
            inputMode="decimal"
            autoComplete="off"
            className="figures text-right"
          />
        </Field>
        <Button className="justify-self-start">Request this amount</Button>
      </Form>
    </details>
  );
}
