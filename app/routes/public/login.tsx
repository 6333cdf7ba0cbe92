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
import { Alert } from '~/components/ui/alert';
import { Button } from '~/components/ui/button';
import { Field } from '~/components/ui/field';
import { Input, PasswordInput } from '~/components/ui/input';
import { TextLink } from '~/components/ui/text-link';
import { signIn } from '~/flows/sign-in.server';
import { beginSession } from '~/platform/session.server';
import { readForm } from '~/routes/form.server';
import { formHeaders } from '~/routes/form-headers';
import { currentUser } from '~/routes/guards.server';
import { safeReturnTo } from '~/routes/return-to';
import { anyPasswordField, emailField, returnToField } from './account-fields';
import { homeOf } from './home-of';
import { forgetJoined, joinedAddress } from './joined.server';
import { inWords } from './wait';

const schema = z.object({ email: emailField, password: anyPasswordField, returnTo: returnToField });

const notices: Record<string, string> = {
  reset: 'Your new password is set. Sign in with it.',
  'signed-out': 'You are signed out.',
};

export const headers = formHeaders;
export const meta: MetaFunction = () => [{ title: 'Sign in · Tributary' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const url = new URL(request.url);
  const returnTo = url.searchParams.get('returnTo');
  const session = await currentUser(request);
  if (session) throw redirect(safeReturnTo(returnTo, homeOf(session.user.role)));
  const joined = joinedAddress(request);
  const notice = notices[url.searchParams.get('notice') ?? ''] ?? null;
  return { returnTo: safeReturnTo(returnTo, ''), joined, notice };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const submission = await readForm(request, schema);
  if (submission.status !== 'success') {
    return data(submission.reply({ hideFields: ['password'] }), { status: 400 });
  }
  const { email, password, returnTo } = submission.value;
  const result = await signIn({ email, password, ip: context.ip ?? '' });
  const refuse = (sentence: string) => submission.reply({ formErrors: [sentence], hideFields: ['password'] });
  switch (result.outcome) {
    case 'refused':
      return data(refuse('The address or the password is wrong.'), { status: 401 });
    case 'too_many': {
      const { retryAfterSeconds } = result;
      const headers = { 'Retry-After': String(retryAfterSeconds) };
      const sentence = `Too many tries. Wait ${inWords(retryAfterSeconds)}, or set a new password by mail.`;
      return data(refuse(sentence), { status: 429, headers });
    }
    case 'signed_in': {
      const headers = new Headers({ 'Set-Cookie': await beginSession(request, result.user) });
      headers.append('Set-Cookie', forgetJoined());
      return redirect(safeReturnTo(returnTo ?? null, homeOf(result.user.role)), { headers });
    }
  }
}

export default function Login() {
  const { returnTo, joined, notice } = useLoaderData<typeof loader>();
  const [form, fields] = useForm({
    lastResult: useActionData<typeof action>(),
    constraint: getZodConstraint(schema),
    defaultValue: { email: joined, returnTo },
    onValidate: ({ formData }) => parseWithZod(formData, { schema }),
    shouldRevalidate: 'onInput',
  });
  const busy = useNavigation().formAction === '/login';
  return (
    <AuthLayout
      title="Sign in"
      foot={
        <>
          No account yet? <TextLink to="/join">Join the program</TextLink>
        </>
      }
    >
      <Form method="post" action="/login" {...getFormProps(form)} className="grid gap-5">
        {joined && (
          <Alert title="Did you just join?">
            If {joined} had an account already, we have sent it a mail. Sign in with the password of that
            account.
          </Alert>
        )}
        {notice && <Alert tone="good">{notice}</Alert>}
        {form.errors && (
          <Alert tone="bad" live id={form.errorId}>
            {form.errors.join(' ')}
          </Alert>
        )}
        <Field label="Mail address" id={fields.email.id} errors={fields.email.errors}>
          <Input {...getInputProps(fields.email, { type: 'email' })} key="email" autoComplete="username" />
        </Field>
        <Field
          label="Password"
          id={fields.password.id}
          errors={fields.password.errors}
          aside={<TextLink to="/forgot">Forgot it?</TextLink>}
        >
          <PasswordInput
            {...getInputProps(fields.password, { type: 'password' })}
            key="password"
            autoComplete="current-password"
          />
        </Field>
        <input {...getInputProps(fields.returnTo, { type: 'hidden' })} key="returnTo" />
        <Button variant="primary" block busy={busy}>
          Sign in
        </Button>
      </Form>
    </AuthLayout>
  );
}
