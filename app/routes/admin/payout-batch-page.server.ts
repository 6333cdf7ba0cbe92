import type { AdminScope } from '~/domain/identity/scope';
import { approvalsNeeded } from '~/domain/payout/approval';
import { type BatchManifest, batchManifest } from '~/domain/payout/batch-manifest';
import { approvalsOfBatch, type BatchView, getBatch } from '~/domain/payout/batches.server';
import { committedToStripe } from '~/domain/reporting/payout-batch.server';
import { namesOfPeople } from '~/domain/reporting/people.server';
import { type MinorUnits, sum } from '~/kernel/money';
import { env } from '~/platform/env.server';
import { readPlatformBalance } from '~/platform/stripe-balance.server';
import { type BatchRow, readBatchRows } from '~/routes/batch-rows.server';
import { type Choice, choiceSearch, isChosen } from './payout-batch-choice';

/** What of the balance at Stripe an approval of the chosen ones takes; minor units of the batch's currency. */
export interface BalanceForecast {
  available: MinorUnits;
  /** approved already, and not sent yet */
  committed: MinorUnits;
  chosen: MinorUnits;
  /** below zero: transfers will be refused */
  left: MinorUnits;
}

/** Everything the page of a batch shows; undefined when there is none. @param choice what the address chooses */
export async function readBatchPage(scope: AdminScope, id: string, choice: Choice) {
  const batch = await getBatch(scope, id);
  if (!batch) return undefined;
  const [found, approvals] = await Promise.all([readBatchRows(scope, id), approvalsOfBatch(scope, id)]);
  const rows = found.map((row) => ({
    ...row,
    chosen: isChosen(choice, row),
    needed: approvalsNeeded(row.amount, env.payoutSecondApprovalAbove),
  }));
  const chosen = rows.filter((row) => row.chosen);
  const people = [
    ...approvals.map(({ by }) => by),
    ...rows.flatMap((row) => row.approvals.map(({ by }) => by)),
    ...(batch.createdBy === null ? [] : [batch.createdBy]),
  ];
  const choosable = rows.some(({ place }) => place.place === 'decide' && place.choosable);
  return {
    ...{ batch, rows, approvals, choosable },
    names: await namesOfPeople(scope, people),
    search: choiceSearch(choice),
    manifest: await manifestOf(batch, chosen),
    secondApprovals: chosen.filter((row) => row.needed > row.approvals.length + 1).length,
    balance: choosable ? await forecast(scope, batch.currency, chosen) : null,
  };
}

export type BatchPage = NonNullable<Awaited<ReturnType<typeof readBatchPage>>>;
export type BatchPageRow = BatchPage['rows'][number];

async function manifestOf(
  batch: BatchView,
  chosen: readonly BatchRow[],
): Promise<Omit<BatchManifest, 'text'>> {
  const lines = chosen.map(({ id, ...row }) => ({ payoutId: id, ...row }));
  const { hash, payouts, total } = await batchManifest(batch.id, lines);
  return { hash, payouts, total };
}

/** null when Stripe does not say. */
async function forecast(
  scope: AdminScope,
  currency: string,
  rows: readonly BatchRow[],
): Promise<BalanceForecast | null> {
  const [balance, committed] = await Promise.all([
    readPlatformBalance(currency),
    committedToStripe(scope, currency),
  ]);
  if (balance === null) return null;
  const chosen = sum(rows.filter(({ manual }) => !manual).map(({ amount }) => amount));
  return { available: balance.available, committed, chosen, left: balance.available - committed - chosen };
}
