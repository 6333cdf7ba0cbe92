import { getFormProps, getTextareaProps, useForm } from '@conform-to/react';
import { getZodConstraint, parseWithZod } from '@conform-to/zod/v4';
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { z } from 'zod';
import { Alert } from '~/components/ui/alert';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { Field } from '~/components/ui/field';
import { Textarea } from '~/components/ui/input';
import { PageHeader } from '~/components/ui/page-header';
import { getAccountView } from '~/domain/partner/account-view.server';
import { detailsAdvice, detailsProblem, MOST_DETAILS, tidyDetails } from '~/domain/partner/manual-details';
import { changePayoutMethod } from '~/flows/change-payout-method.server';
import { now } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { readForm } from '~/routes/form.server';
import { requirePartner } from '~/routes/guards.server';
import { paths } from '~/routes/paths';
import { backFromStripe } from './payouts.account.server';

export { PageError as ErrorBoundary } from '~/components/layout/page-error';

export const meta: MetaFunction = () => [{ title: 'Bank details · Tributary' }];

const schema = z.object({
  details: z
    .string('Write down where your money goes.')
    .transform(tidyDetails)
    .superRefine((details, context) => {
      const problem = detailsProblem(details);
      if (problem) context.addIssue({ code: 'custom', message: detailsAdvice[problem] });
    }),
});

const confirmed = { confirmed: true, returnTo: paths.payoutsByHand };

export async function loader({ request }: LoaderFunctionArgs) {
  const scope = await requirePartner(request, 'owner', confirmed);
  const { platformCountry } = env.payouts;
  const view = await getAccountView(scope, scope.partnerId, { platformCountry, at: now() });
  return { details: view?.details ?? null };
}

/** POST /payouts/by-hand: bank details, and from then on being paid by hand (ADR-0091). Nobody reads them here again. */
export async function action({ request }: ActionFunctionArgs) {
  const scope = await requirePartner(request, 'owner', confirmed);
  const submission = await readForm(request, schema);
  if (submission.status !== 'success') return data(submission.reply(), { status: 422 });
  await changePayoutMethod(scope, { method: 'manual', details: submission.value.details }, now());
  return backFromStripe('saved');
}

export default function BankDetails() {
  const { details } = useLoaderData<typeof loader>();
  const [form, fields] = useForm({
    id: 'bank',
    lastResult: useActionData<typeof action>() ?? null,
    constraint: getZodConstraint(schema),
    onValidate: ({ formData }) => parseWithZod(formData, { schema }),
    shouldRevalidate: 'onInput',
  });
  const busy = useNavigation().formAction === paths.payoutsByHand;
  return (
    <>
      <PageHeader
        title="Bank details"
        lead="For being paid by bank transfer, by hand, where Stripe does not pay."
        back={{ to: paths.payouts, label: 'Payouts' }}
      />
      <div className="grid max-w-2xl gap-5">
        {details !== null && (
          <Alert tone="info" title={`Your payouts go to ${details}`}>
            Other details take their place: payouts that wait for an approval are stopped, and for 24 hours
            none can be requested.
          </Alert>
        )}
        <Card id="details" title="Where your money goes">
          <Form method="post" {...getFormProps(form)} className="grid gap-4">
            <Field
              label="Bank details"
              id={fields.details.id}
              errors={fields.details.errors}
              hint="The holder’s name, IBAN or account number, BIC or routing number, and the bank with its country. Kept encrypted; you will see the last four characters only."
            >
              <Textarea
                {...getTextareaProps(fields.details)}
                key="details"
                rows={6}
                maxLength={MOST_DETAILS}
                autoComplete="off"
                spellCheck={false}
                className="font-mono"
              />
            </Field>
            <Button variant="primary" busy={busy} className="justify-self-start">
              Save and be paid by bank transfer
            </Button>
          </Form>
        </Card>
      </div>
    </>
  );
}
