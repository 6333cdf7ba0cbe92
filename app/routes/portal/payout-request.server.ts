import type { SubmissionResult } from '@conform-to/react';
import { data, redirect } from '@remix-run/node';
import { z } from 'zod';
import { explainRefusal } from '~/domain/payout/eligibility';
import { programCurrency } from '~/domain/program/program.server';
import { requestPayout } from '~/flows/request-payout.server';
import { parseAmount } from '~/kernel/amount-input';
import { now } from '~/platform/clock.server';
import { readForm } from '~/routes/form.server';
import { requirePartner } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

const schemaFor = (currency: string) =>
  z.object({
    amount: z
      .string()
      .transform((text, context) => {
        const amount = parseAmount(text, currency);
        if (amount === undefined) context.addIssue('Write an amount such as 50.00.');
        return amount ?? z.NEVER;
      })
      .optional(),
  });

/** POST /payouts: everything available, or the amount that was named; a refusal says at the field what to do. */
export async function postPayout(request: Request) {
  const scope = await requirePartner(request, 'manager');
  const schema = schemaFor(await programCurrency());
  const submission = await readForm(request, schema);
  if (submission.status !== 'success') return refused(submission.reply());
  const { amount } = submission.value;
  const requested = await requestPayout({ by: scope, partnerId: scope.partnerId, amount, at: now() });
  switch (requested.outcome) {
    case 'created':
      return redirect(paths.payout(requested.payoutId));
    case 'not_found':
    case 'already_requested':
      return refused(submission.reply({ formErrors: ['This payout has been requested already.'] }));
    default: {
      const { outcome, ...figures } = requested;
      return refused(submission.reply({ fieldErrors: { amount: [explainRefusal(outcome, figures)] } }));
    }
  }
}

const refused = (reply: SubmissionResult) => data(reply, { status: 422 });
