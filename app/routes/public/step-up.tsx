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
import { Button, LinkButton } from '~/components/ui/button';
import { Field } from '~/components/ui/field';
import { Input } from '~/components/ui/input';
import { TextLink } from '~/components/ui/text-link';
import { checkCode } from '~/flows/second-factor.server';
import { renewSession } from '~/platform/session.server';
import { readForm } from '~/routes/form.server';
import { formHeaders } from '~/routes/form-headers';
import { requireUser } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';
import { safeReturnTo } from '~/routes/return-to';
import { codeField, returnToField } from './account-fields';
import { codeAdvice } from './code-advice';
import { homeOf } from './home-of';

const schema = z.object({ code: codeField, returnTo: returnToField });

export const headers = formHeaders;
export const meta: MetaFunction = () => [{ title: 'Second factor · Tributary' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { user } = await requireUser(request);
  const returnTo = safeReturnTo(new URL(request.url).searchParams.get('returnTo'), homeOf(user.role));
  return { returnTo, enrolled: user.hasSecondFactor };
}

export async function action({ request }: ActionFunctionArgs) {
  const session = await requireUser(request, { returnTo: paths.stepUp });
  const submission = await readForm(request, schema);
  if (submission.status !== 'success') return data(submission.reply(), { status: 400 });
  const { code, returnTo } = submission.value;
  const verdict = await checkCode(session.user, code);
  if (verdict !== 'accepted') {
    const reply = submission.reply({ fieldErrors: { code: [codeAdvice[verdict]] }, hideFields: ['code'] });
    return data(reply, { status: verdict === 'too_many' ? 429 : 400 });
  }
  return redirect(safeReturnTo(returnTo ?? null, homeOf(session.user.role)), {
    headers: { 'Set-Cookie': await renewSession(request, session, { steppedUp: true }) },
  });
}

export default function StepUp() {
  const { returnTo, enrolled } = useLoaderData<typeof loader>();
  const [form, fields] = useForm({
    lastResult: useActionData<typeof action>(),
    constraint: getZodConstraint(schema),
    defaultValue: { returnTo },
    onValidate: ({ formData }) => parseWithZod(formData, { schema }),
    shouldRevalidate: 'onInput',
  });
  const busy = useNavigation().formAction?.startsWith(paths.stepUp) ?? false;
  if (!enrolled) {
    return (
      <AuthLayout
        title="A second factor is needed"
        lead="What you are about to do moves money or opens the account. Set up an authenticator app first; it takes a minute."
        foot={<TextLink to={returnTo}>Back</TextLink>}
      >
        <LinkButton to={withQuery(paths.secondFactor, { returnTo })} variant="primary" block>
          Set up an app
        </LinkButton>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout
      title="Show your second factor"
      lead="For the next five minutes you can then do what needs it."
      foot={<TextLink to={returnTo}>Back</TextLink>}
    >
      <Form method="post" action={paths.stepUp} {...getFormProps(form)} className="grid gap-5">
        {form.errors && (
          <Alert tone="bad" live id={form.errorId}>
            {form.errors.join(' ')}
          </Alert>
        )}
        <Field
          label="Code"
          id={fields.code.id}
          errors={fields.code.errors}
          hint="The six digits your authenticator app shows now."
        >
          <Input
            {...getInputProps(fields.code, { type: 'text' })}
            key="code"
            autoComplete="one-time-code"
            inputMode="numeric"
          />
        </Field>
        <input {...getInputProps(fields.returnTo, { type: 'hidden' })} key="returnTo" />
        <Button variant="primary" block busy={busy}>
          Continue
        </Button>
      </Form>
    </AuthLayout>
  );
}
