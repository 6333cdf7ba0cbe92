import {
  getFormProps,
  getInputProps,
  getTextareaProps,
  type SubmissionResult,
  useForm,
} from '@conform-to/react';
import { Form, useNavigation } from '@remix-run/react';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { FormActions } from '~/components/ui/form-actions';
import { Checkbox, Input, Textarea } from '~/components/ui/input';

export interface ProjectFormProps {
  lastResult: SubmissionResult | undefined;
  values: Partial<
    Record<'name' | 'domain' | 'contactName' | 'contactEmail' | 'notes' | 'dueOn', string | null>
  >;
  /** only when it is made: it is said once */
  asksInternal?: boolean;
  submit: string;
  back: string;
}

type Fields = {
  name: string;
  domain: string;
  contactName: string;
  contactEmail: string;
  notes: string;
  dueOn: string;
  internal: string;
};

/** Facts about a client; only the name is needed to begin. */
export function ProjectForm({ lastResult, values, asksInternal, submit, back }: ProjectFormProps) {
  const { state } = useNavigation();
  const [form, fields] = useForm<Fields>({ lastResult: lastResult ?? null, defaultValue: values });
  return (
    <Card>
      <Form method="post" {...getFormProps(form)} className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" id={fields.name.id} errors={fields.name.errors}>
          <Input
            {...getInputProps(fields.name, { type: 'text' })}
            required
            maxLength={200}
            placeholder="Acme"
          />
        </Field>
        <Field
          label="Domain"
          optional
          id={fields.domain.id}
          errors={fields.domain.errors}
          hint="Of the client’s own mail addresses. Needed to hand over."
        >
          <Input
            {...getInputProps(fields.domain, { type: 'text' })}
            inputMode="url"
            autoCapitalize="none"
            spellCheck={false}
            placeholder="acme.dev"
          />
        </Field>
        <Field
          label="Contact"
          optional
          id={fields.contactName.id}
          errors={fields.contactName.errors}
          hint="Who accepts for the client."
        >
          <Input
            {...getInputProps(fields.contactName, { type: 'text' })}
            maxLength={200}
            autoComplete="off"
          />
        </Field>
        <Field
          label="Contact’s mail address"
          optional
          id={fields.contactEmail.id}
          errors={fields.contactEmail.errors}
        >
          <Input
            {...getInputProps(fields.contactEmail, { type: 'email' })}
            autoComplete="off"
            placeholder="ann@acme.dev"
          />
        </Field>
        <Field
          label="Due"
          optional
          id={fields.dueOn.id}
          errors={fields.dueOn.errors}
          hint="When you mean to hand over."
        >
          <Input {...getInputProps(fields.dueOn, { type: 'date' })} />
        </Field>
        <Field
          label="Notes"
          optional
          id={fields.notes.id}
          errors={fields.notes.errors}
          hint="Only your workspace sees them."
          className="sm:col-span-2"
        >
          <Textarea {...getTextareaProps(fields.notes)} rows={5} maxLength={10_000} />
        </Field>
        {asksInternal && (
          <div className="sm:col-span-2">
            <Checkbox
              name={fields.internal.name}
              value="yes"
              defaultChecked={fields.internal.initialValue === 'yes'}
              label="This is for ourselves, not for a client"
              hint="Internal use is free. It never earns: no sign-up of this domain will be credited to you from now on. This cannot be changed later."
            />
          </div>
        )}
        <FormActions submit={submit} busy={state === 'submitting'} back={back} className="sm:col-span-2" />
      </Form>
    </Card>
  );
}
