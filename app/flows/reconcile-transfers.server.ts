import { discrepancy } from '~/domain/payout/attempt';
import type { Finding } from '~/domain/reconciliation/finding';
import type { Payout } from '~/generated/prisma/client';
import { formatMoney } from '~/kernel/money';
import { db } from '~/platform/db.server';
import type { StripeTransfer } from '~/platform/stripe.server';
import { eachTransfer, retrieveTransfer } from '~/platform/stripe-billing.server';
import { type Difference, reasonOf, repairAll } from './reconcile-comparison.server';
import { type Run, StripeUnreachable } from './reconcile-run.server';

type GroupedTransfer = StripeTransfer & { group: string | null };

/** The ids of payouts (app/flows/request-payout.server.ts): a transfer that names one was made by this portal, or is meant to look so. */
const OURS = /^po_[0-9A-Z]{26}$/;

/** In these the money is the partner's again here: no transfer may stand at Stripe. */
const givenBack = new Set(['rejected', 'failed', 'returned', 'canceled']);

/**
 * Payouts against transfers, both ways (reliability.md I13): every transfer that names a payout of ours is that payout's and what was asked
 * for, and every paid payout has its transfer.
 * @throws {StripeUnreachable}
 */
export async function compareTransfers(run: Run): Promise<void> {
  await run.note('transfers', { state: 'running' });
  // Ids alone: a year of payouts of ten thousand partners fits into memory
  const seen = new Set<string>();
  const answer = await eachTransfer(run.since, async (batch) => {
    const grouped = batch.filter(({ group }) => group !== null && OURS.test(group));
    for (const { id } of grouped) seen.add(id);
    const payouts = new Map(
      (await db.payout.findMany({ where: { id: { in: grouped.flatMap(({ group }) => group ?? []) } } })).map(
        (payout) => [payout.id, payout],
      ),
    );
    const differences = grouped.flatMap(
      (transfer) => transferDifference(transfer, payouts.get(transfer.group ?? '')) ?? [],
    );
    await repairAll(run, differences, async (finding) => run.found('transfers', [await orStopped(finding)]));
    await run.looked('transfers', batch.length);
  });
  if (answer.outcome !== 'ok') throw new StripeUnreachable(reasonOf(answer));
  await comparePaid(run, seen);
  await run.note('transfers', { state: 'done' });
}

function transferDifference(transfer: GroupedTransfer, payout: Payout | undefined): Difference | null {
  const { id, amount, currency, amountReversed, group } = transfer;
  const shown = formatMoney(amount, currency);
  const common = { amount, currency, subject: { type: 'payout' as const, id: group ?? id }, repairs: [] };
  if (!payout) {
    return {
      ...common,
      kind: 'transfer_unknown',
      found: `The transfer ${id} (${shown}) at Stripe names the payout ${group}, which does not exist.`,
    };
  }
  if (payout.transferId !== null && payout.transferId !== id) {
    return {
      ...common,
      kind: 'transfer_twice',
      found: `The transfer ${id} (${shown}) at Stripe is a second one for this payout, beside ${payout.transferId}.`,
    };
  }
  const wrong = discrepancy(payout, transfer);
  if (wrong !== null && payout.transferId === id) {
    return { ...common, kind: 'transfer_differs', found: `The transfer ${id} at Stripe is wrong: ${wrong}.` };
  }
  const object = { id, object: 'transfer', transfer_group: group };
  if (payout.status === 'paid') {
    if (amountReversed === 0n) return null;
    return {
      ...common,
      amount: amountReversed,
      kind: 'transfer_reversed',
      found: `${formatMoney(amountReversed, currency)} of the transfer ${id} were reversed at Stripe and that is not recorded.`,
      repairs: [
        {
          type: 'transfer.reversed',
          objectId: id,
          object,
          at: transfer.createdAt,
          key: `${id}:${amountReversed}`,
        },
      ],
    };
  }
  if (givenBack.has(payout.status) && amountReversed === amount) return null;
  return {
    ...common,
    kind: 'transfer_unrecorded',
    found: `The transfer ${id} (${shown}) was made at Stripe, and the payout is ${payout.status}.`,
    repairs:
      payout.transferId === null
        ? [{ type: 'transfer.created', objectId: id, object, at: transfer.createdAt, key: id }]
        : [],
  };
}

/** The way of a webhook may have stopped the payout instead: then a person must look. */
async function orStopped(finding: Finding): Promise<Finding> {
  if (finding.outcome !== 'repaired') return finding;
  const payout = await db.payout.findUnique({ where: { id: finding.subject.id } });
  if (!payout?.needsReview) return finding;
  const message = `${finding.message} The payout was stopped: ${payout.reason ?? 'a person must look at it.'}`;
  return { ...finding, severity: 'error', outcome: 'needs_person', message };
}

const BATCH = 500;

/** The other way round: payouts recorded as paid whose transfer was not among those listed. */
async function comparePaid(run: Run, seen: ReadonlySet<string>): Promise<void> {
  let after = '';
  for (;;) {
    const rows = await db.payout.findMany({
      where: {
        status: 'paid',
        // what was paid by hand is not at Stripe: the check of the books asks for its reference
        NOT: { destination: { startsWith: 'manual:' } },
        id: { gt: after },
        ...(run.since === null ? {} : { paidAt: { gte: new Date(run.since) } }),
      },
      orderBy: { id: 'asc' },
      take: BATCH,
    });
    for (const payout of rows.filter(({ transferId }) => transferId === null || !seen.has(transferId))) {
      if (!(await existsAtStripe(payout))) await run.found('transfers', [missingTransfer(payout)]);
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
    await run.looked('transfers', rows.length);
  }
}

/** Made while the list was read, or before what was asked for: it is asked for by name. */
async function existsAtStripe({ transferId }: Payout): Promise<boolean> {
  if (transferId === null) return false;
  const answer = await retrieveTransfer(transferId);
  if (answer.outcome === 'unknown') throw new StripeUnreachable(answer.reason);
  return answer.outcome === 'ok';
}

function missingTransfer({ id, amount, currency, transferId }: Payout): Finding {
  const named = transferId === null ? 'it names no transfer' : `Stripe knows no transfer ${transferId}`;
  return {
    kind: 'transfer_missing',
    severity: 'error',
    outcome: 'needs_person',
    subject: { type: 'payout', id },
    message: `The payout is recorded as paid (${formatMoney(amount, currency)}), and ${named}. Find out whether the partner has the money.`,
    amount,
    currency,
  };
}
