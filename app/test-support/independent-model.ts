import { type Customer, compare, diary, iso, type Line, type Program } from './independent/books';
import { Clerk, statusOf } from './independent/clerk';
import { Registrar } from './independent/registrar';
import type { ExpectedCommission, Vector } from './vector';

/*
 * A second reading of domain.md (sections 3 to 7 and 11), written without the implementation and in another way: a clerk who walks one merged
 * timeline with mutable books. Slow and plain on purpose; only the default terms (data) are shared with the product.
 * "READING" marks a place where the text leaves room; the most literal reading is taken.
 */

function showCustomer(customer: Customer): Vector['expect']['customers'][string] {
  const { referral } = customer;
  const milestones = {
    linkedAt: iso(referral?.linkedAt ?? null),
    signedUpAt: iso(customer.signedUpAt),
    activatedAt: iso(customer.activatedAt),
    paidAt: iso(customer.paidAt),
    sustainedAt: iso(customer.sustainedAt),
    churnedAt: iso(customer.churnedAt),
  };
  let stage = 'signed_up';
  if (customer.activatedAt !== null) stage = 'activated';
  if (customer.paidAt !== null) stage = 'paid';
  if (customer.sustainedAt !== null) stage = 'sustained';
  if (!referral) return { stage, milestones, referral: null };
  const who = referral.partner ? { partner: referral.partner.handle } : { channel: 'impact' };
  return {
    stage,
    milestones,
    referral: { ...who, reason: referral.reason, clickId: referral.click?.id ?? null },
  };
}

function showLine(line: Line): ExpectedCommission {
  const { payment, slice, customer } = line;
  return {
    partner: line.partner.handle,
    customerId: customer?.id ?? null,
    reward: line.reward,
    cause:
      payment && slice
        ? { type: 'payment', id: payment.id, slice: slice.index }
        : { type: 'customer', id: customer?.id ?? '' },
    month: slice ? new Date(slice.start).toISOString().slice(0, 7) : null,
    basis: slice ? String(slice.basis) : null,
    uncapped: String(line.uncapped),
    amount: String(line.amount),
    reversed: String(line.reversed),
    status: statusOf(line),
    accruedAt: iso(line.accruedAt),
    vestedAt: iso(line.vestedAt),
    releasedAt: iso(line.releasedAt),
  };
}

/**
 * What the rules make of a program at `until` (ISO, inclusive), in the shape of a vector's `expect`; commissions in `commissionOrder`.
 */
export function modelOf(program: Program, until: string): Vector['expect'] {
  const entries = diary(program, Date.parse(until));
  const registrar = new Registrar(program, entries);
  const clerk = new Clerk(registrar, entries, Date.parse(until), program);
  const balances: Vector['expect']['balances'] = {};
  for (const { handle } of program.partners) {
    const left = (status: string) => {
      const lines = clerk.lines.filter((one) => one.partner.handle === handle && statusOf(one) === status);
      return String(lines.reduce((sum, one) => sum + one.amount - one.reversed, 0n));
    };
    balances[handle] = { accrued: left('accrued'), pending: left('vested'), available: left('released') };
  }
  return {
    customers: Object.fromEntries([...registrar.customers].map(([id, one]) => [id, showCustomer(one)])),
    commissions: clerk.lines.map(showLine).sort(commissionOrder),
    balances,
  };
}

/** One order for lists of commissions: partner, customer, reward, cause, slice. */
export function commissionOrder(a: ExpectedCommission, b: ExpectedCommission): number {
  const key = (one: ExpectedCommission) => `${one.partner} ${one.customerId} ${one.reward} ${one.cause.id}`;
  return compare(key(a), key(b)) || (a.cause.slice ?? 0) - (b.cause.slice ?? 0);
}
