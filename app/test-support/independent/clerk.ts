import type { FlatReward, ShareReward } from '~/domain/program/terms';
import {
  type Customer,
  compare,
  DAY,
  type Entry,
  endedStatus,
  halfUp,
  isActive,
  type Line,
  monthsLater,
  type Payment,
  type Program,
  type Slice,
  unreferred,
} from './books';
import type { Registrar } from './registrar';

/** Sections 4 to 7: stages and money. */
export class Clerk {
  readonly lines: Line[] = [];
  private readonly payments = new Map<string, Payment>();
  private readonly room = new Map<string, bigint>();
  private readonly agenda = new Set<number>();

  constructor(
    private readonly registrar: Registrar,
    entries: Entry[],
    until: number,
    private readonly program: Program,
  ) {
    for (const { at } of program.decisions ?? []) this.agenda.add(at);
    for (const entry of entries) this.agenda.add(entry.at);
    for (const customer of registrar.customers.values()) this.agenda.add(customer.signedUpAt + 90 * DAY);
    const left = [...entries];
    while (this.agenda.size > 0) {
      const now = Math.min(...this.agenda);
      this.agenda.delete(now);
      if (now > until) continue;
      while (left[0] && left[0].at <= now) this.note(left.shift() as Entry);
      this.fallDue(now);
    }
  }

  private note(entry: Entry): void {
    const { at, data } = entry;
    const customer = this.registrar.customers.get(data.customerId) ?? null;
    const payment = this.payments.get(data.paymentId);
    if (entry.type === 'payment.succeeded') this.pay(entry, customer);
    else if (entry.type === 'payment.refunded' && payment) this.refund(payment, BigInt(data.amount), at);
    else if (entry.type === 'payment.disputed') payment?.open.add(data.disputeId);
    else if (entry.type === 'payment.dispute_closed' && payment) {
      payment.open.delete(data.disputeId);
      if (data.outcome === 'lost') this.refund(payment, payment.amount, at);
    } else if (customer) this.noteActivity(entry, customer);
  }

  private noteActivity({ type, at, data }: Entry, customer: Customer): void {
    if (type === 'customer.members_changed') customer.members = Number(data.members);
    if (type === 'customer.usage_recorded') {
      customer.calls += BigInt(data.apiCalls);
      customer.days.add(Math.floor(at / DAY));
      customer.lastActivity = at;
      const { apiCalls, activeDays } = customer.referral?.terms?.activation ?? unreferred;
      if (customer.calls >= apiCalls || customer.days.size >= activeDays) customer.activatedAt ??= at;
    }
    // READING: only a payment ends a churn; a subscription that is live again does not.
    const ended = type === 'subscription.canceled' || endedStatus.includes(data.status);
    if (type === 'subscription.changed' && !ended) customer.live.add(data.subscriptionId);
    if (type.startsWith('subscription.') && ended) {
      customer.live.delete(data.subscriptionId);
      if (customer.live.size === 0) this.churn(customer, at);
    }
    // READING: a flat reward qualifies at its event, before a cancellation of the same instant.
    for (const reward of customer.referral?.terms?.rewards ?? []) {
      if (reward.kind !== 'flat' || customer.earned.has(reward.key)) continue;
      if (customer.days.size < reward.activeDaysAtLeast) continue;
      if (reward.membersAbove !== null && customer.members <= reward.membersAbove) continue;
      // READING: what once qualified while churned is earned at the return, even if members have left since.
      if (customer.churnedAt !== null) customer.waiting.add(reward);
      else this.earn(customer, reward, at);
    }
  }

  private earn(customer: Customer, reward: FlatReward, at: number): void {
    const { partner, terms } = customer.referral ?? {};
    if (!partner || !terms) return;
    customer.earned.add(reward.key);
    if (!isActive(this.program, partner.handle, at)) return;
    const vestedAt = customer.paidAt === null ? null : at;
    if (vestedAt !== null) this.agenda.add(vestedAt + terms.holdDays * DAY);
    const money = { uncapped: reward.amount, amount: reward.amount, reversed: 0n, total: false };
    const cause = { reward: reward.key, customer, payment: null, slice: null };
    this.lines.push({ partner, terms, ...cause, ...money, accruedAt: at, vestedAt, releasedAt: null });
  }

  private pay(entry: Entry, customer: Customer | null): void {
    const { at, data } = entry;
    const amount = BigInt(data.amount);
    // READING: a $0 invoice is no payment for any rule: no milestone, no activity, no return, no commission.
    if (amount <= 0n || (data.customerId && !customer)) return;
    const start = data.period ? Date.parse(data.period.start) : at;
    let n = 1;
    while (data.period && monthsLater(start, n + 1) <= Date.parse(data.period.end)) n++;
    const slices = Array.from({ length: n }, (_, index) => {
      const begins = monthsLater(start, index);
      const due = index === 0 ? at : Math.max(at, begins);
      const basis = amount / BigInt(n) + (BigInt(index) < amount % BigInt(n) ? 1n : 0n);
      this.agenda.add(due);
      return { index, start: begins, due, basis, done: false };
    });
    const owner = this.registrar.owner(customer, entry);
    const monthlyValue = halfUp(amount, BigInt(n));
    const payment = { id: entry.id, at, amount, monthlyValue, customer, owner, slices };
    const kept: Payment = { ...payment, refunded: 0n, open: new Set() };
    this.payments.set(entry.id, kept);
    if (!customer) return;
    customer.payments.push(kept);
    customer.lastActivity = at;
    // READING: "commissionable" = meets the reward's condition, even if its first slice leaves no commission.
    for (const reward of owner?.terms.rewards ?? [])
      if (
        reward.kind === 'share' &&
        this.commissionable(kept, reward) &&
        !customer.firstStart.has(reward.key)
      )
        customer.firstStart.set(reward.key, start);
    customer.churnedAt = null;
    for (const reward of customer.waiting) this.earn(customer, reward, at);
    customer.waiting.clear();
    if (customer.paidAt !== null) return;
    customer.paidAt = at;
    for (const line of this.lines.filter(
      (one) => one.customer === customer && one.vestedAt === null && !isReversed(one),
    )) {
      line.vestedAt = at;
      this.agenda.add(at + line.terms.holdDays * DAY);
    }
  }

  private commissionable(payment: Payment, reward: ShareReward): boolean {
    return reward.monthlyValueAbove === null || payment.monthlyValue > reward.monthlyValueAbove;
  }

  private refund(payment: Payment, amount: bigint, at: number): void {
    const before = payment.refunded;
    payment.refunded += amount;
    if (payment.refunded > payment.amount) payment.refunded = payment.amount;
    for (const line of this.lines) if (line.payment === payment) this.reverseRefunded(line);
    const { customer } = payment;
    if (!customer || before === payment.amount) return;
    if (customer.payments.every((one) => one.refunded === one.amount)) this.churn(customer, at);
  }

  /** Latest slices first. */
  private refundedOf(payment: Payment, slice: Slice): bigint {
    let left = payment.refunded;
    for (const one of [...payment.slices].reverse()) {
      const taken = left < one.basis ? left : one.basis;
      if (one === slice) return taken;
      left -= taken;
    }
    return 0n;
  }

  private reverseRefunded(line: Line): void {
    if (!line.payment || !line.slice) return;
    const target = halfUp(line.amount * this.refundedOf(line.payment, line.slice), line.slice.basis);
    if (target > line.reversed) line.reversed = target;
    // READING: of a commission of 0 only a full refund of the payment is "total", not one that takes just its slice.
    if (line.payment.refunded === line.payment.amount) line.total = true;
  }

  private churn(customer: Customer, at: number): void {
    if (customer.paidAt === null || customer.churnedAt !== null) return;
    customer.churnedAt = at;
    if (at > customer.paidAt + 30 * DAY && customer.sustainedAt !== null) return;
    for (const line of this.lines) {
      if (line.customer !== customer || !line.terms.needsSustained) continue;
      line.reversed = line.amount;
      line.total = true;
    }
  }

  private fallDue(now: number): void {
    const due = [...this.payments.values()].flatMap((payment) =>
      payment.slices.filter((slice) => !slice.done && slice.due <= now).map((slice) => ({ payment, slice })),
    );
    due.sort(
      (a, b) =>
        a.payment.at - b.payment.at || compare(a.payment.id, b.payment.id) || a.slice.index - b.slice.index,
    );
    for (const { payment, slice } of due) this.settleSlice(payment, slice, now);
    for (const customer of this.registrar.customers.values()) {
      const recent = customer.lastActivity >= now - 30 * DAY;
      if (customer.paidAt === null || customer.churnedAt !== null || !recent) continue;
      if (customer.signedUpAt + 90 * DAY <= now) customer.sustainedAt ??= now;
    }
    for (const line of this.lines) this.deny(line, now);
    for (const line of this.lines) this.release(line, now);
  }

  private settleSlice(payment: Payment, slice: Slice, now: number): void {
    slice.done = true;
    const { customer, owner } = payment;
    if (!owner || (customer && customer.churnedAt !== null)) return;
    if (this.refundedOf(payment, slice) === slice.basis) return;
    for (const reward of owner.terms.rewards) {
      if (reward.kind !== 'share' || !this.commissionable(payment, reward)) continue;
      const first = customer?.firstStart.get(reward.key) ?? slice.start;
      if (reward.months !== null && slice.start >= monthsLater(first, reward.months)) continue;
      const own = reward.partnerRate ? owner.partner.rateBps : undefined;
      const uncapped = halfUp(slice.basis * (own === undefined ? reward.rateBps : BigInt(own)), 10_000n);
      const month = new Date(slice.start).toISOString().slice(0, 7);
      const one = this.clip(
        `${owner.partner.handle} ${reward.key} ${month}`,
        reward.capPerPartnerMonth,
        uncapped,
      );
      const amount = this.clip(`customer ${customer?.id} ${reward.key}`, reward.capPerCustomer, one);
      const line: Line = {
        ...owner,
        reward: reward.key,
        customer,
        payment,
        slice,
        uncapped,
        amount,
        reversed: 0n,
        total: false,
        accruedAt: now,
        vestedAt: now,
        releasedAt: null,
      };
      this.lines.push(line);
      this.agenda.add(now + owner.terms.holdDays * DAY);
      this.reverseRefunded(line);
    }
  }

  /** Null: the customer is not one of the partner's own people. */
  private selfReferral(line: Line): { decidedAt: number; denied: boolean } | null {
    const { customer, partner } = line;
    if (!customer || !(this.program.ownDomains?.[partner.handle] ?? []).includes(customer.domain))
      return null;
    const word = (this.program.decisions ?? []).find(
      (one) => one.customer === customer.id && one.partner === partner.handle,
    );
    return { decidedAt: word?.at ?? Number.POSITIVE_INFINITY, denied: word?.outcome === 'denied' };
  }

  /** READING: a denied self-referral loses what it has, and what it would still get. */
  private deny(line: Line, now: number): void {
    const own = this.selfReferral(line);
    if (!own?.denied || own.decidedAt > now) return;
    line.reversed = line.amount;
    line.total = true;
  }

  private clip(key: string, cap: bigint | null, wanted: bigint): bigint {
    if (cap === null) return wanted;
    const used = this.room.get(key) ?? 0n;
    const given = used + wanted > cap ? cap - used : wanted;
    this.room.set(key, used + given);
    return given;
  }

  private release(line: Line, now: number): void {
    if (line.releasedAt !== null || line.vestedAt === null || isReversed(line)) return;
    if (now < line.vestedAt + line.terms.holdDays * DAY) return;
    if (line.terms.needsSustained && line.customer?.sustainedAt === null) return;
    if (line.payment && line.payment.open.size > 0) return;
    if ((this.selfReferral(line)?.decidedAt ?? now) > now) return;
    line.releasedAt = now;
  }
}

function isReversed(line: Line): boolean {
  return line.total || (line.reversed > 0n && line.reversed === line.amount);
}

/** Its status, as the product names it; `paid` needs a payout. */
export function statusOf(line: Line): string {
  if (isReversed(line)) return 'reversed';
  if (line.releasedAt !== null) return 'released';
  return line.vestedAt === null ? 'accrued' : 'vested';
}
