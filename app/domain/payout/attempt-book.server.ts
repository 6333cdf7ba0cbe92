import type { PayoutAttempt } from '~/generated/prisma/client';
import { newId } from '~/kernel/ids';
import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';
import { LEASE_MS, pauseAfter } from './attempt';

interface Order {
  payoutId: string;
  amount: MinorUnits;
  currency: string;
  destination: string;
}

/**
 * Takes the oldest payout that is to be sent, or whose try is due, and locks it until the transaction ends; workers pass each other by.
 * @param now machine time
 * @param impatient takes a try whose answer is unknown at once, without its pause
 */
export async function claimDuePayout(
  tx: Tx,
  { now, impatient }: { now: Instant; impatient: boolean },
): Promise<string | undefined> {
  const rows = await tx.$queryRaw<Array<{ id: string }>>`
    select p.id from payout p
    left join lateral (
      select a.due_at, a.outcome from payout_attempt a where a.payout_id = p.id order by a.number desc limit 1) a on true
    where not p.needs_review and p.destination not like 'manual:%' and (p.status = 'approved' or (p.status = 'sending' and
      (a.due_at is null or a.due_at <= ${new Date(now)} or (${impatient} and a.outcome = 'unknown'))))
    order by p.requested_at, p.id limit 1 for update of p skip locked`;
  return rows[0]?.id;
}

/** How many payouts of Stripe's are neither done nor waiting for a person; those paid by hand wait for one by their nature. */
export async function countInMotion(tx: Tx): Promise<number> {
  return tx.payout.count({
    where: {
      status: { in: ['approved', 'sending'] },
      needsReview: false,
      NOT: { destination: { startsWith: 'manual:' } },
    },
  });
}

export async function latestAttempt(tx: Tx, payoutId: string): Promise<PayoutAttempt | undefined> {
  return (
    (await tx.payoutAttempt.findFirst({ where: { payoutId }, orderBy: { number: 'desc' } })) ?? undefined
  );
}

/** Stores the intent: what will be sent, under which key (domain.md section 9). Nothing of it changes later. */
export async function insertAttempt(
  tx: Tx,
  order: Order,
  { number, at }: { number: number; at: Instant },
): Promise<PayoutAttempt> {
  return tx.payoutAttempt.create({
    data: {
      id: newId('att', at),
      ...order,
      number,
      idempotencyKey: `payout-${order.payoutId}-${number}`,
      createdAt: new Date(at),
    },
  });
}

/**
 * Begins a try of an attempt: nobody else does until its lease ends.
 * @param calls false for a look-up, which does not count as use of the key
 * @returns the number of the try, which its answer must name
 */
export async function beginTry(
  tx: Tx,
  attempt: PayoutAttempt,
  { now, calls }: { now: Instant; calls: boolean },
): Promise<number> {
  const called = { calledAt: attempt.calledAt ?? new Date(now), lastCalledAt: new Date(now) };
  const updated = await tx.payoutAttempt.update({
    where: { id: attempt.id },
    data: {
      tries: { increment: 1 },
      dueAt: new Date(now + LEASE_MS),
      outcome: null,
      answeredAt: null,
      ...(calls ? called : {}),
    },
  });
  return updated.tries;
}

export async function attemptSent(
  tx: Tx,
  attemptId: string,
  { transferId, at }: { transferId: string; at: Instant },
): Promise<void> {
  await tx.payoutAttempt.update({
    where: { id: attemptId },
    data: { outcome: 'sent', transferId, answeredAt: new Date(at), dueAt: null, error: null },
  });
}

/**
 * No money moved and none will with this key.
 * @param tries the try that got the answer; another one begun since decides instead
 * @returns whether it was still the latest
 */
export async function attemptRefused(
  tx: Tx,
  attemptId: string,
  { tries, error, at }: { tries: number; error: string; at: Instant },
): Promise<boolean> {
  const { count } = await tx.payoutAttempt.updateMany({
    where: { id: attemptId, tries, outcome: null },
    data: { outcome: 'refused', error, answeredAt: new Date(at), dueAt: null },
  });
  return count === 1;
}

/** Nobody knows; tried again after a pause that grows. A newer try is left alone. */
export async function attemptUnknown(
  tx: Tx,
  attemptId: string,
  { tries, error, saved, now }: { tries: number; error: string; saved: boolean; now: Instant },
): Promise<void> {
  await tx.payoutAttempt.updateMany({
    where: { id: attemptId, tries, outcome: null },
    data: {
      outcome: 'unknown',
      error,
      answeredAt: new Date(now),
      dueAt: new Date(now + pauseAfter(tries)),
      ...(saved ? { lookUpFirst: true } : {}),
    },
  });
}

/** Looked up and found nothing, late executions waited for: the next key may be used. */
export async function closeAttempt(tx: Tx, attemptId: string, at: Instant): Promise<void> {
  await tx.payoutAttempt.update({
    where: { id: attemptId },
    data: {
      outcome: 'refused',
      error: 'Stripe knows no transfer of it',
      answeredAt: new Date(at),
      dueAt: null,
    },
  });
}

/** Makes an attempt's next try due at once. */
export async function hurryAttempt(tx: Tx, attemptId: string, now: Instant): Promise<void> {
  await tx.payoutAttempt.update({ where: { id: attemptId }, data: { dueAt: new Date(now) } });
}
