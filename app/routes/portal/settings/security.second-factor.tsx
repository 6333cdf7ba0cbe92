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
import { Button } from '~/components/ui/button';
import { Field } from '~/components/ui/field';
import { Input, PasswordInput } from '~/components/ui/input';
import { TextLink } from '~/components/ui/text-link';
import { confirmPassword } from '~/flows/change-password.server';
import { beginEnrolment, enrolSecondFactor } from '~/flows/second-factor.server';
import { qrCode } from '~/platform/qr-code.server';
import { renewSession } from '~/platform/session.server';
import { readForm } from '~/routes/form.server';
import { requireUser } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { anyPasswordField, codeField, returnToField } from '~/routes/public/account-fields';
import { codeAdvice } from '~/routes/public/code-advice';
import { safeReturnTo } from '~/routes/return-to';
import { EnrolmentSecret } from './enrolment-secret';

const schema = z.object({ code: codeField, password: anyPasswordField, returnTo: returnToField });
const hideFields = ['code', 'password'] as ['code', 'password'];

export const meta: MetaFunction = () => [{ title: 'Second factor · Tributary' }];
export const headers: HeadersFunction = () => ({ 'Cache-Control': 'no-store' });

export async function loader({ request }: LoaderFunctionArgs) {
  const { user } = await requireUser(request);
  const returnTo = safeReturnTo(new URL(request.url).searchParams.get('returnTo'), '');
  const begun = await beginEnrolment(user.id);
  return { returnTo, enrolment: begun && { secret: begun.secret, image: await qrCode(begun.uri) } };
}

// The password as well: whoever finds an open browser must not tie the account to a phone of theirs.
export async function action({ request }: ActionFunctionArgs) {
  const session = await requireUser(request);
  const submission = await readForm(request, schema);
  if (submission.status !== 'success') return data(submission.reply({ hideFields }), { status: 400 });
  const { code, password, returnTo } = submission.value;
  const refuse = (fieldErrors: Record<string, string[]>, status: number) =>
    data(submission.reply({ fieldErrors, hideFields }), { status });
  const confirmed = await confirmPassword(session.user.id, password);
  if (confirmed === 'wrong') return refuse({ password: ['This is not your password.'] }, 400);
  if (confirmed === 'too_many') return refuse({ password: ['Too many tries. Wait five minutes.'] }, 429);
  const verdict = await enrolSecondFactor(session.user, code);
  if (verdict !== 'accepted')
    return refuse({ code: [codeAdvice[verdict]] }, verdict === 'too_many' ? 429 : 400);
  return redirect(safeReturnTo(returnTo ?? null, `${paths.security}?notice=enrolled`), {
    headers: { 'Set-Cookie': await renewSession(request, session, { steppedUp: true }) },
  });
}

export default function SecondFactor() {
  const { enrolment, returnTo } = useLoaderData<typeof loader>();
  const [form, fields] = useForm({
    lastResult: useActionData<typeof action>(),
    constraint: getZodConstraint(schema),
    defaultValue: { returnTo },
    onValidate: ({ formData }) => parseWithZod(formData, { schema }),
    shouldRevalidate: 'onInput',
  });
  const busy = useNavigation().state === 'submitting';
  const foot = <TextLink to={paths.security}>Back</TextLink>;
  if (!enrolment) {
    return (
      <AuthLayout
        title="Second factor"
        lead="An authenticator app is set up. To replace it, remove it and set up the other one."
        foot={foot}
      >
        <Form method="post" action={paths.secondFactorRemoval}>
          <Button variant="danger" block busy={busy}>
            Remove it
          </Button>
        </Form>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title="Set up an authenticator app" foot={foot}>
      <Form method="post" {...getFormProps(form)} className="grid gap-5">
        <EnrolmentSecret {...enrolment} />
        <Field
          label="Code"
          id={fields.code.id}
          errors={fields.code.errors}
          hint="The six digits the app shows now."
        >
          <Input
            {...getInputProps(fields.code, { type: 'text' })}
            key="code"
            autoComplete="one-time-code"
            inputMode="numeric"
          />
        </Field>
        <Field label="Your password" id={fields.password.id} errors={fields.password.errors}>
          <PasswordInput
            {...getInputProps(fields.password, { type: 'password' })}
            key="password"
            autoComplete="current-password"
          />
        </Field>
        <input {...getInputProps(fields.returnTo, { type: 'hidden' })} key="returnTo" />
        <Button variant="primary" block busy={busy}>
          Set it up
        </Button>
      </Form>
    </AuthLayout>
  );
}
