import { getFormProps, getInputProps, useForm } from '@conform-to/react';
import { getZodConstraint, parseWithZod } from '@conform-to/zod/v4';
import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { z } from 'zod';
import { AuthLayout } from '~/components/layout/auth-layout';
import { Button } from '~/components/ui/button';
import { Field } from '~/components/ui/field';
import { PasswordInput } from '~/components/ui/input';
import { TextLink } from '~/components/ui/text-link';
import { PASSWORD_MIN, passwordAdvice } from '~/domain/identity/password-rules';
import { changePassword } from '~/flows/change-password.server';
import { beginSession } from '~/platform/session.server';
import { readForm } from '~/routes/form.server';
import { requireUser } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { anyPasswordField, newPasswordField } from '~/routes/public/account-fields';

const schema = z.object({ current: anyPasswordField, next: newPasswordField });
const hideFields = ['current', 'next'] as ['current', 'next'];

export const meta: MetaFunction = () => [{ title: 'Change password · Tributary' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { user } = await requireUser(request);
  return { email: user.email };
}

export async function action({ request }: ActionFunctionArgs) {
  const session = await requireUser(request);
  const submission = await readForm(request, schema);
  if (submission.status !== 'success') return data(submission.reply({ hideFields }), { status: 400 });
  const result = await changePassword(session.user.id, submission.value);
  switch (result.outcome) {
    case 'changed': {
      const cookie = await beginSession(request, session.user, { partnerId: session.partnerId });
      return redirect(`${paths.security}?notice=password`, { headers: { 'Set-Cookie': cookie } });
    }
    case 'weak_password': {
      const fieldErrors = { next: [passwordAdvice[result.problem]] };
      return data(submission.reply({ fieldErrors, hideFields }), { status: 400 });
    }
    case 'wrong_password': {
      const fieldErrors = { current: ['This is not your password.'] };
      return data(submission.reply({ fieldErrors, hideFields }), { status: 400 });
    }
    case 'too_many': {
      const fieldErrors = { current: ['Too many tries. Wait five minutes.'] };
      return data(submission.reply({ fieldErrors, hideFields }), { status: 429 });
    }
  }
}

export default function ChangePassword() {
  const { email } = useLoaderData<typeof loader>();
  const [form, fields] = useForm({
    lastResult: useActionData<typeof action>(),
    constraint: getZodConstraint(schema),
    onValidate: ({ formData }) => parseWithZod(formData, { schema }),
    shouldRevalidate: 'onInput',
  });
  const busy = useNavigation().formAction === paths.password;
  return (
    <AuthLayout
      title="Change password"
      lead="You will be signed out everywhere else."
      foot={<TextLink to={paths.security}>Back</TextLink>}
    >
      <Form method="post" action={paths.password} {...getFormProps(form)} className="grid gap-5">
        {/* tells a password manager whose password it is */}
        <input type="text" name="username" value={email} autoComplete="username" readOnly hidden />
        <Field label="Current password" id={fields.current.id} errors={fields.current.errors}>
          <PasswordInput
            {...getInputProps(fields.current, { type: 'password' })}
            key="current"
            autoComplete="current-password"
          />
        </Field>
        <Field
          label="New password"
          id={fields.next.id}
          errors={fields.next.errors}
          hint={`At least ${PASSWORD_MIN} characters. A few words together are easy to remember.`}
        >
          <PasswordInput
            {...getInputProps(fields.next, { type: 'password' })}
            key="next"
            autoComplete="new-password"
          />
        </Field>
        <Button variant="primary" block busy={busy}>
          Change password
        </Button>
      </Form>
    </AuthLayout>
  );
}
