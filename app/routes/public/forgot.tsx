import { getFormProps, getInputProps, useForm } from '@conform-to/react';
import { getZodConstraint, parseWithZod } from '@conform-to/zod/v4';
import { type ActionFunctionArgs, data, type MetaFunction } from '@remix-run/node';
import { Form, useActionData, useNavigation } from '@remix-run/react';
import { z } from 'zod';
import { AuthLayout } from '~/components/layout/auth-layout';
import { Alert } from '~/components/ui/alert';
import { Button } from '~/components/ui/button';
import { Field } from '~/components/ui/field';
import { Input } from '~/components/ui/input';
import { TextLink } from '~/components/ui/text-link';
import { requestPasswordReset } from '~/flows/reset-password.server';
import { readForm } from '~/routes/form.server';
import { formHeaders } from '~/routes/form-headers';
import { emailField } from './account-fields';
import { inWords } from './wait';

const schema = z.object({ email: emailField });

export const headers = formHeaders;
export const meta: MetaFunction = () => [{ title: 'Forgotten password · Tributary' }];

export async function action({ request, context }: ActionFunctionArgs) {
  const submission = await readForm(request, schema);
  if (submission.status !== 'success')
    return data({ sentTo: null, result: submission.reply() }, { status: 400 });
  const { email } = submission.value;
  const answer = await requestPasswordReset({ email, ip: context.ip ?? '' });
  if (answer.outcome === 'accepted') return data({ sentTo: email, result: submission.reply() });
  const { retryAfterSeconds } = answer;
  const sentence = `Too many requests from your network. Wait ${inWords(retryAfterSeconds)}.`;
  return data(
    { sentTo: null, result: submission.reply({ formErrors: [sentence] }) },
    { status: 429, headers: { 'Retry-After': String(retryAfterSeconds) } },
  );
}

export default function Forgot() {
  const answer = useActionData<typeof action>();
  const [form, fields] = useForm({
    lastResult: answer?.result,
    constraint: getZodConstraint(schema),
    onValidate: ({ formData }) => parseWithZod(formData, { schema }),
    shouldRevalidate: 'onInput',
  });
  const busy = useNavigation().formAction === '/forgot';
  return (
    <AuthLayout
      title="Forgotten password"
      lead="We send you a link to set a new one."
      foot={<TextLink to="/login">Back to sign in</TextLink>}
    >
      {answer?.sentTo ? (
        <Alert tone="good" live title="Look into your mail">
          If {answer.sentTo} belongs to an account, a link is on its way. It is good for one hour.
        </Alert>
      ) : (
        <Form method="post" action="/forgot" {...getFormProps(form)} className="grid gap-5">
          {form.errors && (
            <Alert tone="bad" live id={form.errorId}>
              {form.errors.join(' ')}
            </Alert>
          )}
          <Field label="Mail address" id={fields.email.id} errors={fields.email.errors}>
            <Input {...getInputProps(fields.email, { type: 'email' })} key="email" autoComplete="username" />
          </Field>
          <Button variant="primary" block busy={busy}>
            Send the link
          </Button>
        </Form>
      )}
    </AuthLayout>
  );
}
