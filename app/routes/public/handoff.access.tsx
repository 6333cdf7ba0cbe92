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
import { endAccessByClient } from '~/flows/end-handoff-access.server';
import { readForm } from '~/routes/form.server';
import { paths } from '~/routes/paths';
import { CodeNews, codeAdvice, codeStatusOf, mailedCodeField, SendCode } from './handoff-code-fields';
import { handoffHeaders, handoffMeta, handoffPageHeaders } from './handoff-headers';
import { handoffToken, lookAtHandoff } from './handoff-link.server';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

const schema = z.object({ code: mailedCodeField });

export const headers = handoffPageHeaders;
export const meta: MetaFunction = () => handoffMeta('End access · Tributary');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const token = handoffToken(params);
  const opened = await lookAtHandoff(request, token);
  if (!opened?.hasAccess) throw redirect(paths.handoff(params.token ?? ''));
  const { agency, client } = opened.manifest;
  const sentTo = maskEmail(client.contactEmail);
  return data(
    { token, agency: agency.name, domain: client.domain, sentTo, status: codeStatusOf(request) },
    { headers: handoffHeaders },
  );
}

export async function action({ request, params }: ActionFunctionArgs) {
  const token = handoffToken(params);
  const submission = await readForm(request, schema);
  if (submission.status !== 'success') return data(submission.reply(), { status: 400 });
  const ended = await endAccessByClient(token, submission.value.code);
  switch (ended.outcome) {
    case 'ended':
    case 'no_access':
    case 'not_found':
      return redirect(paths.handoff(params.token ?? ''));
    case 'wrong_code':
    case 'no_code':
      return data(submission.reply({ fieldErrors: { code: [codeAdvice(ended)] } }), { status: 422 });
  }
}

export default function EndAccess() {
  const { token, agency, domain, sentTo, status } = useLoaderData<typeof loader>();
  const [form, fields] = useForm({
    lastResult: useActionData<typeof action>(),
    constraint: getZodConstraint(schema),
    onValidate: ({ formData }) => parseWithZod(formData, { schema }),
    shouldRevalidate: 'onInput',
  });
  const busy = useNavigation().formAction === paths.handoffAccess(token);
  return (
    <HandoffLayout eyebrow={`For ${domain}`} title={`End the access of ${agency}?`}>
      <Alert tone="info" title="What stays">
        You keep your configurations as they are. What {agency} earns by what you pay stays as it was agreed:
        ending its access does not change that, and it cannot be given back here.
      </Alert>
      <div className="grid max-w-form gap-5">
        <CodeNews status={status} sentTo={sentTo} />
        {!status.sent && status.wait === 0 && (
          <SendCode action={paths.handoffCode(token)}>{`Send a code to ${sentTo}`}</SendCode>
        )}
        <Form method="post" {...getFormProps(form)} className="grid gap-5">
          <Field
            label="Code"
            id={fields.code.id}
            errors={fields.code.errors}
            hint="From the mail, good for ten minutes."
          >
            <Input
              {...getInputProps(fields.code, { type: 'text' })}
              key="code"
              inputMode="numeric"
              autoComplete="one-time-code"
              className="figures tracking-widest"
            />
          </Field>
          <Button variant="danger" block busy={busy}>
            End the access
          </Button>
        </Form>
        {(status.sent || status.wait > 0) && (
          <SendCode action={paths.handoffCode(token)} variant="quiet">
            Send a new code
          </SendCode>
        )}
        <p className="text-sm">
          <TextLink to={paths.handoff(token)} prefetch="none">
            Back
          </TextLink>
        </p>
      </div>
    </HandoffLayout>
  );
}
