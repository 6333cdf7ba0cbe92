import type { AdminScope } from '~/domain/identity/scope';
import { convertAt } from '~/domain/program/rate';
import { type MinorUnits, sum } from '~/kernel/money';
import { DAY_MS, type Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import type { Tx } from '~/platform/transaction.server';

/** A payment that waits for its day's rate; no commission comes of it until then (domain.md section 6). */
export interface WaitingPayment {
  /** the product's id */
  paymentId: string;
  at: Instant;
  /** minor units of `currency` */
  amount: MinorUnits;
  currency: string;
  /** null for a purchase without a customer */
  customer: { id: string; externalId: string } | null;
}

const MOST = 200;

/** The payments that wait for a rate, the oldest first; at most 200 of `count`. */
export async function listWaitingPayments(
  _scope: AdminScope,
): Promise<{ count: number; payments: WaitingPayment[] }> {
  const where = { basis: null };
  const [count, rows] = await Promise.all([
    db.payment.count({ where }),
    db.payment.findMany({
      where,
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
      take: MOST,
      include: { customer: { select: { id: true, externalId: true } } },
    }),
  ]);
  const payments = rows.map(({ externalId, at, amount, currency, customer }) => ({
    paymentId: externalId,
    at: at.getTime(),
    ...{ amount, currency, customer },
  }));
  return { count, payments };
}

/** Payments of a UTC day in a currency: how many have their basis, and those that wait for it. */
export async function loadPaymentsOfDay(
  tx: Tx,
  { day, currency }: { day: string; currency: string },
): Promise<{
  settled: number;
  waiting: Array<{ id: string; customerId: string | null; amount: MinorUnits }>;
}> {
  const from = new Date(day);
  const where = { currency, at: { gte: from, lt: new Date(from.getTime() + DAY_MS) } };
  const settled = await tx.payment.count({ where: { ...where, basis: { not: null } } });
  const waiting = await tx.payment.findMany({
    where: { ...where, basis: null },
    select: { id: true, customerId: true, amount: true },
    orderBy: { id: 'asc' },
  });
  return { settled, waiting };
}

/** A payment by the product's or Stripe's id, if it waits for a rate. */
export function loadWaitingPayment(
  tx: Tx,
  externalId: string,
): Promise<{ id: string; customerId: string | null; amount: MinorUnits; currency: string } | null> {
  const select = { id: true, customerId: true, amount: true, currency: true };
  return tx.payment.findFirst({ where: { externalId, basis: null }, select });
}

/** What a rate would do: how many payments wait for it, what they are worth in their own currency and in the program's. */
export interface RatePreview {
  payments: number;
  amount: MinorUnits;
  /** null when a payment would be worth more than any may be */
  basis: MinorUnits | null;
}

/** Shown before a rate is entered, for it stays (ADR-0075). */
export async function previewRate(
  _scope: AdminScope,
  { ratePerE9, ...of }: { day: string; currency: string; ratePerE9: bigint },
): Promise<RatePreview> {
  const { waiting } = await loadPaymentsOfDay(db, of);
  const bases = waiting.map(({ amount }) => convertAt(amount, ratePerE9));
  const known = bases.filter((basis) => basis !== null);
  return {
    payments: waiting.length,
    amount: sum(waiting.map(({ amount }) => amount)),
    basis: known.length === bases.length ? sum(known) : null,
  };
}

/** Gives payments their basis, once: the database refuses a second one. */
export async function setBases(
  tx: Tx,
  bases: ReadonlyArray<{ id: string; basis: MinorUnits }>,
): Promise<void> {
  if (bases.length === 0) return;
  const input = bases.map(({ id, basis }) => ({ id, basis: basis.toString() }));
  await tx.$executeRaw`
    update payment p set basis = r.basis
    from jsonb_to_recordset(${JSON.stringify(input)}::jsonb) as r(id text, basis bigint)
    where p.id = r.id and p.basis is null`;
}
