import { getFormProps, getInputProps, useForm } from '@conform-to/react';
import { getZodConstraint, parseWithZod } from '@conform-to/zod/v4';
import {
  type ActionFunctionArgs,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { z } from 'zod';
import { AuthLayout } from '~/components/layout/auth-layout';
import { Alert } from '~/components/ui/alert';
import { Button, LinkButton } from '~/components/ui/button';
import { passwordAdvice } from '~/domain/identity/password-rules';
import { isResetLinkGood, resetPassword } from '~/flows/reset-password.server';
import { endSession } from '~/platform/session.server';
import { readForm } from '~/routes/form.server';
import { newPasswordField } from './account-fields';
import { secretPageHeaders, tokenOf } from './mail-link';
import { NewPasswordField } from './new-password-field';

const schema = z.object({ token: z.string().max(200), password: newPasswordField });

export const meta: MetaFunction = () => [{ title: 'New password · Tributary' }];
export const headers: HeadersFunction = () => secretPageHeaders;

export async function loader({ request }: LoaderFunctionArgs) {
  const token = tokenOf(request);
  const good = token !== '' && (await isResetLinkGood(token));
  return data({ token, good }, { status: good ? 200 : 410 });
}

export async function action({ request }: ActionFunctionArgs) {
  const submission = await readForm(request, schema);
  if (submission.status !== 'success') {
    return data(submission.reply({ hideFields: ['password'] }), { status: 400 });
  }
  const result = await resetPassword(submission.value.token, submission.value.password);
  switch (result.outcome) {
    case 'changed':
      return redirect('/login?notice=reset', { headers: { 'Set-Cookie': await endSession(request) } });
    case 'weak_password': {
      const password = [passwordAdvice[result.problem]];
      return data(submission.reply({ fieldErrors: { password }, hideFields: ['password'] }), { status: 400 });
    }
    case 'link_not_good':
      // the loader, which runs again, says what to do
      return data(submission.reply({ hideFields: ['password'] }), { status: 410 });
  }
}

export default function ResetPassword() {
  const { token, good } = useLoaderData<typeof loader>();
  const [form, fields] = useForm({
    lastResult: useActionData<typeof action>(),
    constraint: getZodConstraint(schema),
    defaultValue: { token },
    onValidate: ({ formData }) => parseWithZod(formData, { schema }),
    shouldRevalidate: 'onInput',
  });
  const busy = useNavigation().formAction?.startsWith('/reset-password');
  if (!good) {
    return (
      <AuthLayout
        title="This link cannot be used"
        lead="It was used already, is older than an hour, or is incomplete."
      >
        <LinkButton to="/forgot" variant="primary" block>
          Ask for a new link
        </LinkButton>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout
      title="New password"
      lead="You will be signed out everywhere, and can sign in with the new one."
    >
      <Form method="post" {...getFormProps(form)} className="grid gap-5">
        {form.errors && (
          <Alert tone="bad" live id={form.errorId}>
            {form.errors.join(' ')}
          </Alert>
        )}
        <input {...getInputProps(fields.token, { type: 'hidden' })} key="token" />
        <NewPasswordField label="New password" field={fields.password} />
        <Button variant="primary" block busy={busy ?? false}>
          Set password
        </Button>
      </Form>
    </AuthLayout>
  );
}
