import { type FieldMetadata, getInputProps } from '@conform-to/react';
import type { ComponentProps } from 'react';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field, FieldError } from '~/components/ui/field';
import { AffixedInput, Checkbox, Input } from '~/components/ui/input';
import type { RewardFields } from './terms-fields';

type Reward = FieldMetadata<RewardFields>;
type One = FieldMetadata<string>;

/** One reward of the terms, of either kind. */
export function RewardFieldset({
  reward,
  currency,
  remove,
}: {
  reward: Reward;
  currency: string;
  remove: ComponentProps<'button'>;
}) {
  const fields = reward.getFieldset();
  const flat = fields.kind.initialValue === 'flat';
  const name = fields.name.value || 'New reward';
  return (
    <Card
      id={reward.id}
      title={name}
      description={flat ? 'A fixed amount, once per customer.' : 'A share of what the customer pays.'}
      actions={
        <Button size="sm" variant="quiet" {...remove}>
          Remove<span className="sr-only"> {name}</span>
        </Button>
      }
    >
      <input {...getInputProps(fields.kind, { type: 'hidden' })} />
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <Field label="Name" id={fields.name.id} errors={fields.name.errors}>
          <Input {...getInputProps(fields.name, { type: 'text' })} maxLength={80} />
        </Field>
        <Field
          label="Key"
          id={fields.key.id}
          errors={fields.key.errors}
          hint="Another key is another reward: it is earned anew."
        >
          <Input
            {...getInputProps(fields.key, { type: 'text' })}
            maxLength={40}
            autoCapitalize="none"
            spellCheck={false}
          />
        </Field>
        {flat ? <FlatFields {...{ fields, currency }} /> : <ShareFields {...{ fields, currency }} />}
      </div>
      {reward.errors && (
        <div className="mt-3">
          <FieldError errors={reward.errors} />
        </div>
      )}
    </Card>
  );
}

interface KindProps {
  fields: ReturnType<Reward['getFieldset']>;
  currency: string;
}

function FlatFields({ fields, currency }: KindProps) {
  return (
    <>
      <Typed label="Pays" field={fields.amount} after={currency} decimal />
      <Typed label="Active days at least" field={fields.activeDaysAtLeast} after="days" optional />
      <Typed label="Members more than" field={fields.membersAbove} after="members" optional />
    </>
  );
}

function ShareFields({ fields, currency }: KindProps) {
  return (
    <>
      <Typed label="Rate" field={fields.rate} after="%" decimal />
      <Typed label="Monthly value above" field={fields.monthlyValueAbove} after={currency} optional decimal />
      <Typed label="For" field={fields.months} after="months" optional hint="Empty: for life." />
      <Typed
        label="Cap per partner and month"
        field={fields.capPerPartnerMonth}
        after={currency}
        optional
        decimal
      />
      <Typed label="Cap per customer" field={fields.capPerCustomer} after={currency} optional decimal />
      <Checkbox
        {...getInputProps(fields.partnerRate, { type: 'checkbox' })}
        className="sm:col-span-2 lg:col-span-3"
        label="A partner’s own rate replaces this one"
      />
    </>
  );
}

interface TypedProps {
  label: string;
  field: One;
  after: string;
  optional?: boolean;
  decimal?: boolean;
  hint?: string;
}

function Typed({ label, field, after, optional = false, decimal = false, hint }: TypedProps) {
  return (
    <Field label={label} id={field.id} errors={field.errors} optional={optional} hint={hint}>
      <AffixedInput
        {...getInputProps(field, { type: 'text' })}
        after={after}
        inputMode={decimal ? 'decimal' : 'numeric'}
        autoComplete="off"
        className="figures text-right"
      />
    </Field>
  );
}
