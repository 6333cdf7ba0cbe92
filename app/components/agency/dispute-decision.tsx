import { Form, useNavigation } from '@remix-run/react';
import { Button, LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { Textarea } from '~/components/ui/input';

export interface DisputeDecisionFormProps {
  action: string;
  /** the name of who disputes */
  partner: string;
  /** it has a claim the rules can carry out */
  upholdable: boolean;
  cancelTo: string;
}

/** An admin's word on a dispute: for good, with a reason that is mailed to both. */
export function DisputeDecisionForm({ action, partner, upholdable, cancelTo }: DisputeDecisionFormProps) {
  const busy = useNavigation().formAction === action;
  return (
    <Card
      title="Decide"
      description="It cannot be taken back. Both partners get a mail with your reason, not with your evidence."
    >
      <Form method="post" action={action} className="grid max-w-2xl gap-4">
        <fieldset className="grid gap-2 text-sm">
          <legend className="mb-1.5 font-medium">Whose customer is it?</legend>
          <Choice
            value="upheld"
            disabled={!upholdable}
            label={`Uphold: it is ${partner}’s, from its sign-up on`}
            hint={
              upholdable
                ? 'What the other partner earned by it is taken back, and this one earns it.'
                : `${partner} has no handoff or invitation of the domain from before the sign-up, and no click that counted: there is nothing to uphold.`
            }
          />
          <Choice value="rejected" label="Reject: it stays as the rules have it" hint="Nothing changes." />
        </fieldset>
        <Field
          label="Reason"
          id="reason"
          hint="Both partners read it. Name neither of them, nor the customer."
        >
          <Textarea name="reason" rows={3} required maxLength={2000} />
        </Field>
        <Field label="Evidence" id="evidence" optional hint="What you looked at; for the record alone.">
          <Textarea name="evidence" rows={3} maxLength={4000} />
        </Field>
        <div className="flex flex-wrap gap-2">
          <Button variant="danger" busy={busy}>
            Decide for good
          </Button>
          <LinkButton to={cancelTo}>Cancel</LinkButton>
        </div>
      </Form>
    </Card>
  );
}

interface ChoiceProps {
  value: string;
  label: string;
  hint: string;
  disabled?: boolean;
}

function Choice({ value, label, hint, disabled = false }: ChoiceProps) {
  return (
    <label className="flex gap-2.5">
      <input
        type="radio"
        name="outcome"
        value={value}
        required
        disabled={disabled}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span className={disabled ? 'text-muted' : undefined}>
        {label}
        <span className="block text-xs text-faint">{hint}</span>
      </span>
    </label>
  );
}
