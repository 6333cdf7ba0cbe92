import type { Credit } from '~/domain/attribution/attribute';
import { saveAttributions } from '~/domain/attribution/referrals.server';
import {
  claimDueCustomers,
  claimDuePurchases,
  saveCustomerStates,
  savePurchaseDues,
} from '~/domain/qualification/customer-book.server';
import type { Customer } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { now as clockNow } from '~/platform/clock.server';
import { lockSettling } from '~/platform/locks.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { attributionOf, judgeCustomers, judgePurchases, loadSubjects } from './judge-subjects.server';
import { recordConflicts } from './record-conflicts.server';
import { sealSettled } from './seal-books.server';
import { writeBook } from './write-book.server';

const BATCH = 200;

/**
 * Recomputes every customer and purchase with something due by the program's clock, in batches, each one database transaction: referral,
 * milestones, commissions, and the ledger's difference (ADR-0022). Safe to run anywhere, any number of times.
 * @returns how many were settled
 */
export async function settleDue(): Promise<number> {
  let settled = 0;
  for (;;) {
    const batch = await transaction((tx) => settleBatch(tx, clockNow()));
    settled += batch;
    if (batch === 0) return settled;
  }
}

async function settleBatch(tx: Tx, now: Instant): Promise<number> {
  await lockSettling(tx);
  const { due, group } = await claimDueCustomers(tx, now, BATCH);
  const purchaseIds = await claimDuePurchases(tx, now, BATCH);
  if (due.size === 0 && purchaseIds.length === 0) return 0;
  const subjects = await loadSubjects(tx, now, { group, purchaseIds });
  const targets = await targetsOf(tx, group, due, subjects.histories);
  const settled = await judgeCustomers(tx, targets, subjects);
  const settledPurchases = judgePurchases(subjects);
  await writeBook(tx, { now, customers: settled, purchases: settledPurchases });
  await saveAttributions(tx, settled.map(attributionOf), now);
  await recordConflicts(tx, settled, { subjects, now });
  await saveCustomerStates(
    tx,
    settled.map((one) => one.state),
  );
  await savePurchaseDues(tx, settledPurchases);
  await sealSettled(tx, { now, customers: settled, purchases: settledPurchases, subjects });
  return due.size + purchaseIds.length;
}

/** The customers that fell due, and colleagues whose credit changed because of them. */
async function targetsOf(
  tx: Tx,
  group: readonly Customer[],
  due: ReadonlySet<string>,
  histories: ReadonlyMap<string, Credit[]>,
): Promise<Customer[]> {
  const others = group.filter((customer) => !due.has(customer.id));
  const referrals = new Map(
    (await tx.referral.findMany({ where: { customerId: { in: others.map((one) => one.id) } } })).map(
      (row) => [row.customerId, row],
    ),
  );
  return group.filter((customer) => {
    if (due.has(customer.id)) return true;
    const credit = histories.get(customer.externalId)?.at(-1);
    const stored = referrals.get(customer.id);
    return (
      (stored?.channel ?? null) !== (credit?.channel ?? null) ||
      (stored?.partnerId ?? null) !== (credit?.partnerId ?? null) ||
      (stored?.clickId ?? null) !== (credit?.click?.id ?? null) ||
      (stored?.linkedAt.getTime() ?? null) !== (credit?.linkedAt ?? null)
    );
  });
}
