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
import { Button, LinkButton } from '~/components/ui/button';
import { Field } from '~/components/ui/field';
import { Textarea } from '~/components/ui/input';
import { declineHandoff } from '~/flows/decline-handoff.server';
import { readForm } from '~/routes/form.server';
import { paths } from '~/routes/paths';
import { handoffHeaders, handoffMeta, handoffPageHeaders } from './handoff-headers';
import { handoffToken, lookAtHandoff } from './handoff-link.server';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

const LONGEST = 1000;
const schema = z.object({
  reason: z.string().trim().max(LONGEST, `Use at most ${LONGEST} characters.`).optional(),
});

export const headers = handoffPageHeaders;
export const meta: MetaFunction = () => handoffMeta('Decline · Tributary');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const token = handoffToken(params);
  const opened = await lookAtHandoff(request, token);
  if (opened?.state !== 'open' && opened?.state !== 'on_hold')
    throw redirect(paths.handoff(params.token ?? ''));
  const { agency, client } = opened.manifest;
  return data({ token, agency: agency.name, domain: client.domain }, { headers: handoffHeaders });
}

export async function action({ request, params }: ActionFunctionArgs) {
  const token = handoffToken(params);
  const submission = await readForm(request, schema);
  if (submission.status !== 'success') return data(submission.reply(), { status: 400 });
  await declineHandoff(token, submission.value.reason ?? null);
  // the page says what became of it, also when somebody was faster
  return redirect(paths.handoff(params.token ?? ''));
}

export default function Decline() {
  const { token, agency, domain } = useLoaderData<typeof loader>();
  const errors = useActionData<typeof action>()?.error?.reason ?? undefined;
  const busy = useNavigation().formAction === paths.handoffDecline(token);
  return (
    <HandoffLayout
      eyebrow={`For ${domain}`}
      title={`Decline the offer of ${agency}?`}
      lead={`Nothing is handed over, and the reservation of ${domain} by ${agency} ends. ${agency} is told.`}
    >
      <Form method="post" className="grid max-w-form gap-5">
        <Field
          label="Reason"
          optional
          id="reason"
          errors={errors}
          hint={`${agency} reads it. At most ${LONGEST} characters.`}
        >
          <Textarea name="reason" maxLength={LONGEST} />
        </Field>
        <div className="flex flex-wrap gap-2">
          <Button variant="danger" busy={busy} className="max-sm:w-full">
            Decline
          </Button>
          <LinkButton to={paths.handoff(token)} prefetch="none" className="max-sm:w-full">
            Back to the offer
          </LinkButton>
        </div>
      </Form>
    </HandoffLayout>
  );
}
