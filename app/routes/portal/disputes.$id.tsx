import { getFormProps, getTextareaProps, useForm } from '@conform-to/react';
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
import { DisputeFacts } from '~/components/agency/dispute-facts';
import { Alert } from '~/components/ui/alert';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { Textarea } from '~/components/ui/input';
import { PageHeader } from '~/components/ui/page-header';
import { getConflict } from '~/domain/reporting/client-conflicts.server';
import { openDispute } from '~/flows/open-dispute.server';
import { readForm } from '~/routes/form.server';
import { requirePartner } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'A customer with two claims · Tributary' }];

const MOST = 4000;
const schema = z.object({
  statement: z
    .string('Say why this customer is yours.')
    .trim()
    .min(20, 'Say in at least 20 characters why this customer is yours.')
    .max(MOST, `Say it in at most ${MOST} characters.`),
});

const notFound = () => new Response('There is no such page.', { status: 404, statusText: 'Not Found' });

export async function loader({ request, params }: LoaderFunctionArgs) {
  const scope = await requirePartner(request);
  const conflict = await getConflict(scope, params.id ?? '');
  if (!conflict) throw notFound();
  return { conflict, mayDispute: scope.role !== 'viewer' };
}

/** POST /disputes/:id: says that the customer of a conflict is the asker's. Once; an admin decides. */
export async function action({ request, params }: ActionFunctionArgs) {
  const scope = await requirePartner(request, 'manager');
  const conflictId = params.id ?? '';
  const submission = await readForm(request, schema);
  if (submission.status !== 'success') return data(submission.reply(), { status: 422 });
  const opened = await openDispute(scope, { conflictId, statement: submission.value.statement });
  if (opened.outcome === 'not_found') throw notFound();
  // what it became is on the page: opened now or before, or credited to the asker already
  return redirect(paths.dispute(conflictId));
}

export default function Dispute() {
  const { conflict, mayDispute } = useLoaderData<typeof loader>();
  const disputable = conflict.side === 'lost' && !conflict.dispute && !conflict.credited;
  return (
    <>
      <PageHeader
        title="A customer with two claims"
        lead={`${conflict.who.charAt(0).toUpperCase()}${conflict.who.slice(1)}.`}
        back={{ to: paths.disputes, label: 'Disputes' }}
      />
      <div className="grid max-w-2xl gap-5">
        <DisputeFacts conflict={conflict} customerTo={paths.referral} />
        {disputable &&
          (mayDispute ? (
            <StatementForm />
          ) : (
            <Alert>A manager or owner of your workspace can say that this customer is yours.</Alert>
          ))}
      </div>
    </>
  );
}

function StatementForm() {
  const [form, fields] = useForm({
    id: 'statement',
    lastResult: useActionData<typeof action>() ?? null,
    constraint: getZodConstraint(schema),
    onValidate: ({ formData }) => parseWithZod(formData, { schema }),
    shouldRevalidate: 'onInput',
  });
  const busy = useNavigation().state === 'submitting';
  return (
    <Card
      title="Say that this customer is yours"
      description="An admin of the program decides with the evidence. The other partner does not read your words."
    >
      <Form method="post" {...getFormProps(form)} className="grid gap-4">
        <Field
          label="Why it is yours"
          id={fields.statement.id}
          errors={fields.statement.errors}
          hint="What you agreed with the client and when, and what proves it. It can be said once."
        >
          <Textarea {...getTextareaProps(fields.statement)} key="statement" rows={6} maxLength={MOST} />
        </Field>
        <Button variant="primary" busy={busy} className="justify-self-start">
          Say that it is yours
        </Button>
      </Form>
    </Card>
  );
}
