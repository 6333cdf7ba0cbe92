import { getFormProps, getInputProps, type SubmissionResult, useForm } from '@conform-to/react';
import { getZodConstraint, parseWithZod } from '@conform-to/zod/v4';
import { Form, useNavigation } from '@remix-run/react';
import { z } from 'zod';
import { Alert } from '~/components/ui/alert';
import { Button } from '~/components/ui/button';
import { Field } from '~/components/ui/field';
import { Input } from '~/components/ui/input';
import { paths } from '~/routes/paths';
import { nameField, newPasswordField } from './account-fields';
import { NewPasswordField } from './new-password-field';

/** What a new person says; the address is the one that was invited. */
export const newMemberSchema = z.object({ name: nameField, password: newPasswordField });

export interface NewMemberFormProps {
  token: string;
  email: string;
  lastResult?: SubmissionResult | undefined;
}

/** A new person's name and password, which make an account and a membership at once. */
export function NewMemberForm({ token, email, lastResult }: NewMemberFormProps) {
  const [form, fields] = useForm({
    lastResult: lastResult ?? null,
    constraint: getZodConstraint(newMemberSchema),
    onValidate: ({ formData }) => parseWithZod(formData, { schema: newMemberSchema }),
    shouldRevalidate: 'onInput',
  });
  const busy = useNavigation().formAction === paths.invitationAccount(token);
  return (
    <Form
      method="post"
      action={paths.invitationAccount(token)}
      {...getFormProps(form)}
      className="grid gap-5"
    >
      {form.errors && (
        <Alert tone="bad" live id={form.errorId}>
          {form.errors.join(' ')}
        </Alert>
      )}
      <Field label="Mail address" hint="The invitation is for this address.">
        <Input type="email" value={email} readOnly autoComplete="username" />
      </Field>
      <Field label="Name" id={fields.name.id} errors={fields.name.errors}>
        <Input {...getInputProps(fields.name, { type: 'text' })} key="name" autoComplete="name" />
      </Field>
      <NewPasswordField label="Password" field={fields.password} />
      <Button variant="primary" block busy={busy}>
        Create account and join
      </Button>
    </Form>
  );
}
