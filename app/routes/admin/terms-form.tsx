import {
  getFormProps,
  getInputProps,
  getSelectProps,
  type SubmissionResult,
  useForm,
} from '@conform-to/react';
import { Form, useNavigation } from '@remix-run/react';
import { Alert } from '~/components/ui/alert';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field, FieldError } from '~/components/ui/field';
import { AffixedInput, Checkbox, Input, Select } from '~/components/ui/input';
import { WINDOW_DAYS_OFFERED } from '~/domain/program/terms';
import { paths } from '~/routes/paths';
import { newReward, type TermsFields } from './terms-fields';
import { RewardFieldset } from './terms-reward-fields';

export interface TermsFormProps {
  termsKey: string;
  /** a new one, a new form */
  revision: string;
  fields: TermsFields;
  currency: string;
  lastResult: SubmissionResult | undefined;
}

/** All that a version of terms says. What is empty is not asked for. */
export function TermsForm({
  termsKey,
  revision,
  fields: defaultValue,
  currency,
  lastResult,
}: TermsFormProps) {
  const action = paths.adminTermsDraft(termsKey);
  const { state, formAction } = useNavigation();
  const [form, fields] = useForm<TermsFields>({
    id: `terms-${revision}`,
    lastResult: lastResult ?? null,
    defaultValue,
  });
  const rewards = fields.rewards.getFieldList();
  return (
    <Form method="post" action={action} preventScrollReset {...getFormProps(form)} className="grid gap-5">
      {/* Enter saves; without it the first button would, which removes a reward */}
      <button type="submit" className="hidden" tabIndex={-1} aria-hidden />
      {Object.keys(form.allErrors).length > 0 && (
        <Alert tone="bad" live title="The draft was not saved">
          Look at what is marked below.
        </Alert>
      )}
      <Card id="rules" title="Rules">
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          <Field label="Name" id={fields.name.id} errors={fields.name.errors}>
            <Input {...getInputProps(fields.name, { type: 'text' })} maxLength={80} />
          </Field>
          <Field label="Credited by" id={fields.scope.id} errors={fields.scope.errors}>
            <Select {...getSelectProps(fields.scope)}>
              <option value="customer">Customer: once, for good</option>
              <option value="purchase">Purchase: each by itself</option>
            </Select>
          </Field>
          <Field
            label="Window"
            id={fields.windowDays.id}
            errors={fields.windowDays.errors}
            hint="For clicks from then on; a click keeps the window it was made in."
          >
            <Select {...getSelectProps(fields.windowDays)}>
              {WINDOW_DAYS_OFFERED.map((days) => (
                <option key={days} value={days}>
                  {days} days
                </option>
              ))}
            </Select>
          </Field>
          <Field label="Activated by API calls" id={fields.apiCalls.id} errors={fields.apiCalls.errors}>
            <Input {...getInputProps(fields.apiCalls, { type: 'text' })} inputMode="numeric" />
          </Field>
          <Field label="or by active days" id={fields.activeDays.id} errors={fields.activeDays.errors}>
            <Input {...getInputProps(fields.activeDays, { type: 'text' })} inputMode="numeric" />
          </Field>
          <Field label="Hold" id={fields.holdDays.id} errors={fields.holdDays.errors}>
            <AffixedInput
              {...getInputProps(fields.holdDays, { type: 'text' })}
              after="days"
              inputMode="numeric"
            />
          </Field>
          <Checkbox
            {...getInputProps(fields.needsSustained, { type: 'checkbox' })}
            className="sm:col-span-2 lg:col-span-3"
            label="Released only once the customer is sustained"
            hint="A customer that leaves earlier takes back what it had earned its partner."
          />
        </div>
      </Card>
      {rewards.map((reward, index) => (
        <RewardFieldset
          key={reward.key}
          reward={reward}
          currency={currency}
          remove={form.remove.getButtonProps({ name: fields.rewards.name, index })}
        />
      ))}
      {fields.rewards.errors && <FieldError errors={fields.rewards.errors} />}
      <div className="flex flex-wrap gap-2">
        <Button
          size="sm"
          {...form.insert.getButtonProps({ name: fields.rewards.name, defaultValue: newReward('flat') })}
        >
          Add a fixed reward
        </Button>
        <Button
          size="sm"
          {...form.insert.getButtonProps({ name: fields.rewards.name, defaultValue: newReward('share') })}
        >
          Add a share of payments
        </Button>
      </div>
      <div>
        <Button variant="primary" busy={state !== 'idle' && formAction === action}>
          Save draft
        </Button>
      </div>
    </Form>
  );
}
