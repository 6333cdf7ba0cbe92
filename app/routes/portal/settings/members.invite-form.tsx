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
import { Field } from '~/components/ui/field';
import { Input, Select } from '~/components/ui/input';
import { MEMBER_ROLES, roleWords } from '~/domain/partner/members';
import { paths } from '~/routes/paths';

export interface InviteFormProps {
  /** the workspace the page was made for */
  workspace: string;
  lastResult: SubmissionResult | undefined;
}

interface Wish {
  email: string;
  role: string;
  workspace: string;
}

/** Invites somebody by mail. */
export function InviteForm({ workspace, lastResult }: InviteFormProps) {
  const [form, fields] = useForm<Wish>({
    id: 'invitation',
    lastResult: lastResult ?? null,
    defaultValue: { email: '', role: 'manager', workspace },
  });
  const navigation = useNavigation();
  const busy = navigation.formAction === paths.members && navigation.formMethod === 'POST';
  return (
    <Card
      id="invite"
      title="Invite somebody"
      description="They get a mail with a link, and belong to the workspace once they accept."
    >
      <Form method="post" action={paths.members} {...getFormProps(form)} className="grid gap-4">
        {form.errors && (
          <Alert tone="bad" live id={form.errorId}>
            {form.errors.join(' ')}
          </Alert>
        )}
        <input {...getInputProps(fields.workspace, { type: 'hidden' })} key="workspace" />
        <div className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_11rem_auto]">
          <Field label="Mail address" id={fields.email.id} errors={fields.email.errors}>
            <Input
              {...getInputProps(fields.email, { type: 'email' })}
              key="email"
              required
              maxLength={254}
              autoComplete="off"
              placeholder="colleague@agency.com"
            />
          </Field>
          <Field label="Role" id={fields.role.id} errors={fields.role.errors}>
            <Select {...getSelectProps(fields.role)} key="role">
              {MEMBER_ROLES.map((role) => (
                <option key={role} value={role}>
                  {roleWords[role].name}
                </option>
              ))}
            </Select>
          </Field>
          <Button variant="primary" busy={busy} className="sm:mt-[1.625rem]">
            Send invitation
          </Button>
        </div>
      </Form>
    </Card>
  );
}
