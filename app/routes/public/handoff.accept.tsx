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
import { HandoffLayout } from '~/components/agency/handoff-layout';
import { Alert } from '~/components/ui/alert';
import { Button } from '~/components/ui/button';
import { Field } from '~/components/ui/field';
import { Input } from '~/components/ui/input';
import { TextLink } from '~/components/ui/text-link';
import { maskEmail } from '~/domain/qualification/mask-email';
import { acceptHandoff } from '~/flows/accept-handoff.server';
import { readForm } from '~/routes/form.server';
import { paths } from '~/routes/paths';
import { nameField } from './account-fields';
import { CodeNews, codeAdvice, codeStatusOf, mailedCodeField, SendCode } from './handoff-code-fields';
import { handoffHeaders, handoffMeta, handoffPageHeaders } from './handoff-headers';
import { handoffToken, lookAtHandoff } from './handoff-link.server';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

const schema = z.object({ name: nameField, code: mailedCodeField });

export const headers = handoffPageHeaders;
export const meta: MetaFunction = () => handoffMeta('Accept · Tributary');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const token = handoffToken(params);
  const opened = await lookAtHandoff(request, token);
  // what became of it meanwhile stands there
  if (opened?.state !== 'open') throw redirect(paths.handoff(params.token ?? ''));
  const { agency, client } = opened.manifest;
  return data(
    {
      token,
      agency: agency.name,
      domain: client.domain,
      sentTo: maskEmail(client.contactEmail),
      status: codeStatusOf(request),
    },
    { headers: handoffHeaders },
  );
}

export async function action({ request, params }: ActionFunctionArgs) {
  const token = handoffToken(params);
  const submission = await readForm(request, schema);
  if (submission.status !== 'success') return data(submission.reply(), { status: 400 });
  const accepted = await acceptHandoff({ token, ...submission.value });
  switch (accepted.outcome) {
    case 'accepted':
    case 'not_open':
    case 'not_found':
      return redirect(paths.handoff(params.token ?? ''));
    case 'wrong_code':
    case 'no_code':
      return data(submission.reply({ fieldErrors: { code: [codeAdvice(accepted)] } }), { status: 422 });
  }
}

export default function Accept() {
  const { token, agency, domain, sentTo, status } = useLoaderData<typeof loader>();
  const lastResult = useActionData<typeof action>();
  const [form, fields] = useForm({
    lastResult,
    constraint: getZodConstraint(schema),
    onValidate: ({ formData }) => parseWithZod(formData, { schema }),
    shouldRevalidate: 'onInput',
  });
  const busy = useNavigation().formAction === paths.handoffAccept(token);
  return (
    <HandoffLayout
      eyebrow={`For ${domain}`}
      title={`Accept the offer of ${agency}`}
      lead={`Type your name and the code from the mail to ${sentTo}.`}
    >
      <div className="grid max-w-form gap-5">
        <CodeNews status={status} sentTo={sentTo} />
        <Form method="post" {...getFormProps(form)} className="grid gap-5">
          {form.errors && (
            <Alert tone="bad" live id={form.errorId}>
              {form.errors.join(' ')}
            </Alert>
          )}
          <Field
            label="Your name"
            id={fields.name.id}
            errors={fields.name.errors}
            hint="Stands under what you accept."
          >
            <Input {...getInputProps(fields.name, { type: 'text' })} key="name" autoComplete="name" />
          </Field>
          <Field label="Code" id={fields.code.id} errors={fields.code.errors}>
            <Input
              {...getInputProps(fields.code, { type: 'text' })}
              key="code"
              inputMode="numeric"
              autoComplete="one-time-code"
              className="figures tracking-widest"
            />
          </Field>
          <Button variant="primary" block busy={busy}>
            Accept for {domain}
          </Button>
        </Form>
        <SendCode action={paths.handoffCode(token)} variant="quiet">
          Send a new code
        </SendCode>
        <p className="text-sm">
          <TextLink to={paths.handoff(token)} prefetch="none">
            Read the offer again
          </TextLink>
        </p>
      </div>
    </HandoffLayout>
  );
}
