import { getCommission } from '~/domain/commission/commissions.server';
import type { Scope } from '~/domain/identity/scope';
import { listCustomers } from '~/domain/qualification/customers.server';
import type { Step } from '~/domain/reporting/explanation';
import { summaryWords, withdrawnWords } from '~/domain/reporting/explanation-summary';
import { tell } from '~/domain/reporting/explanation-words';
import { type Explained, explainCommissionById } from '~/flows/explain-commission.server';
import { env } from '~/platform/env.server';

/** One commission's page, as its partner and admins see it. @param path where it stands, to be copied @throws 404 */
export async function loadExplanationPage(scope: Scope, id: string, path: string) {
  const [commission, explained] = await Promise.all([
    getCommission(scope, id, { withdrawn: true }),
    explainCommissionById(scope, id),
  ]);
  if (!commission || !explained) throw new Response('There is no such commission.', { status: 404 });
  const { customerId: externalId } = commission;
  const customers = externalId === null ? null : await listCustomers(scope, { externalId }, { limit: 1 });
  return {
    commission,
    customer: customers?.data[0] ?? null,
    address: `${env.origin}${path}`,
    ...tellAll(explained),
  };
}

function tellAll(explained: Explained) {
  if (explained.outcome === 'withdrawn') {
    const words = withdrawnWords(explained);
    return { words, withdrawn: true, inBooks: true, steps: [], lines: [], rule: null, left: 0n };
  }
  const { explanation, inBooks } = explained;
  const { steps, amount, reversed } = explanation;
  const find = <Kind extends Step['step']>(kind: Kind) =>
    steps.find((step): step is Extract<Step, { step: Kind }> => step.step === kind) ?? null;
  return {
    words: summaryWords(explanation),
    withdrawn: false,
    inBooks,
    left: amount.amount - reversed.amount,
    rule: find('rule'),
    lines: find('arithmetic')?.lines ?? [],
    steps: steps.map((step) => ({ ...tell(step), step: step.step })),
  };
}
