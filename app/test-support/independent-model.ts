import { defaultTerms, type FlatReward, type ShareReward, type Terms } from '~/domain/program/terms';
import type { ExpectedCommission, Vector } from './vector';

/*
 * A second reading of domain.md (sections 3 to 7 and 11), written without the implementation and in another way: a clerk who walks one merged
 * timeline with mutable books. Slow and plain on purpose; only the default terms (data) are shared with the product.
 * "READING" marks a place where the text leaves room; the most literal reading is taken.
 */

type Program = Pick<Vector, 'partners' | 'clicks' | 'events'>;
type Partner = Vector['partners'][number];
type Click = Vector['clicks'][number];
interface Entry {
  type: string;
  at: number;
  id: string;
  // biome-ignore lint/suspicious/noExplicitAny: product events as they come, read field by field
  data: any;
}
interface Referral {
  partner: Partner | null;
  terms: Terms | null;
  reason: 'agency' | 'click' | 'email_domain';
  click: Click | null;
  linkedAt: number;
}
interface Customer {
  id: string;
  domain: string;
  signedUpAt: number;
  referral: Referral | null;
  calls: bigint;
  days: Set<number>;
  members: number;
  live: Set<string>;
  lastActivity: number;
  activatedAt: number | null;
  paidAt: number | null;
  sustainedAt: number | null;
  churnedAt: number | null;
  earned: Set<string>;
  waiting: Set<FlatReward>;
  payments: Payment[];
  /** per share reward: the period start of the first commissionable payment */
  firstStart: Map<string, number>;
}
interface Slice {
  index: number;
  start: number;
  due: number;
  basis: bigint;
  done: boolean;
}
interface Payment {
  id: string;
  at: number;
  amount: bigint;
  monthlyValue: bigint;
  customer: Customer | null;
  owner: { partner: Partner; terms: Terms } | null;
  slices: Slice[];
  refunded: bigint;
  open: Set<string>;
}
interface Line {
  partner: Partner;
  terms: Terms;
  reward: string;
  customer: Customer | null;
  payment: Payment | null;
  slice: Slice | null;
  uncapped: bigint;
  amount: bigint;
  reversed: bigint;
  total: boolean;
  accruedAt: number;
  vestedAt: number | null;
  releasedAt: number | null;
}

const DAY = 86_400_000;
const order = [
  'client.invited',
  'customer.signed_up',
  'customer.attribution_captured',
  'customer.members_changed',
  'customer.usage_recorded',
  'payment.succeeded',
  'payment.refunded',
  'payment.disputed',
  'payment.dispute_closed',
  // READING: the text does not place subscription.changed; taken with, and just before, cancellations
  'subscription.changed',
  'subscription.canceled',
];
const freeMail = 'gmail.com outlook.com yahoo.com hotmail.com proton.me icloud.com'.split(' ');
const endedStatus = ['canceled', 'ended', 'incomplete_expired'];
const termsOf = (key: string) => defaultTerms.find((terms) => terms.key === key) as Terms;
const halfUp = (n: bigint, d: bigint) => (2n * n + d) / (2n * d);
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Calendar months later, clamped: tried from the same day of the month downwards. */
function monthsLater(at: number, months: number): number {
  const d = new Date(at);
  for (let day = d.getUTCDate(); ; day--) {
    const tried = new Date(at);
    tried.setUTCDate(1);
    tried.setUTCMonth(d.getUTCMonth() + months);
    const month = tried.getUTCMonth();
    tried.setUTCDate(day);
    if (tried.getUTCMonth() === month) return tried.getTime();
  }
}

/** The events up to `until` as a clerk lays them out: repeats dropped, returns not before their payment, one order. */
function diary(program: Program, until: number): Entry[] {
  const seen = new Set<string>();
  const entries: Entry[] = [];
  for (const { type, timestamp, data } of program.events as Vector['events']) {
    const entry: Entry = { type, at: Date.parse(timestamp), id: '', data };
    entry.id = entry.data.customer?.id ?? entry.data.refundId ?? entry.data.disputeId ?? '';
    if (type === 'payment.succeeded') entry.id = entry.data.paymentId;
    const unique = entry.id !== '' ? `${type} ${entry.id}` : null;
    if (type.startsWith('subscription.')) entry.id = entry.data.subscriptionId;
    if (unique && seen.has(unique)) continue;
    if (unique) seen.add(unique);
    entries.push(entry);
  }
  const paid = new Map(entries.filter((e) => e.type === 'payment.succeeded').map((e) => [e.id, e.at]));
  for (const entry of entries) {
    if (!/refunded|dispute/.test(entry.type)) continue;
    entry.at = Math.max(entry.at, paid.get(entry.data.paymentId) ?? Number.POSITIVE_INFINITY);
  }
  return entries
    .filter((entry) => entry.at <= until)
    .sort((a, b) => a.at - b.at || order.indexOf(a.type) - order.indexOf(b.type) || compare(a.id, b.id));
}

/** Section 3: who is credited, walked through in time. */
class Registrar {
  readonly customers = new Map<string, Customer>();
  private readonly invitations: Array<{ at: number; domain: string; partner: Partner }> = [];

  constructor(
    private readonly program: Program,
    entries: Entry[],
  ) {
    for (const entry of entries) {
      if (entry.type === 'client.invited') this.invite(entry);
      if (entry.type === 'customer.signed_up') this.signUp(entry, entries);
      if (entry.type === 'customer.attribution_captured') this.capture(entry, entries);
    }
  }

  private invite(entry: Entry): void {
    const domain = entry.data.domain.toLowerCase();
    const partner = this.program.partners.find((p) => p.handle === entry.data.partnerHandle);
    if (!partner || partner.kind !== 'agency' || freeMail.includes(domain)) return;
    // "a domain that already has customers needs an admin's approval": nobody approves here
    if ([...this.customers.values()].some((one) => one.domain === domain)) return;
    this.invitations.push({ at: entry.at, domain, partner });
  }

  private signUp(entry: Entry, entries: Entry[]): void {
    const { id, email } = entry.data.customer;
    const domain = email.split('@').at(-1).toLowerCase();
    // A capture dated before the sign-up is an explicit click id of the sign-up: READING: its window is counted to the sign-up.
    const early = entries.filter(
      (e) => e.type === 'customer.attribution_captured' && e.data.customerId === id && e.at < entry.at,
    );
    const named = [entry, ...early].flatMap((e) => [e.data.clickId, e.data.imRef]);
    const customer: Customer = {
      id,
      domain,
      signedUpAt: entry.at,
      referral: this.decide(domain, entry.at, named, entry.data.visitorId),
      calls: 0n,
      days: new Set(),
      members: 0,
      live: new Set(),
      lastActivity: Number.NEGATIVE_INFINITY,
      activatedAt: null,
      paidAt: null,
      sustainedAt: null,
      churnedAt: null,
      earned: new Set(),
      waiting: new Set(),
      payments: [],
      firstStart: new Map(),
    };
    this.customers.set(id, customer);
  }

  private decide(domain: string, at: number, named: string[], visitorId?: string): Referral | null {
    const invited = this.invitations.find(
      (one) => one.domain === domain && one.at < at && at < one.at + 30 * DAY,
    );
    if (invited) {
      const { partner } = invited;
      return { partner, terms: termsOf('agency'), reason: 'agency', click: null, linkedAt: invited.at };
    }
    const clicks = this.program.clicks.filter(
      (click) => named.includes(click.id) || (visitorId !== undefined && click.visitorId === visitorId),
    );
    const click = this.latest(clicks, at);
    if (click) return this.credit(click, 'click');
    if (freeMail.includes(domain)) return null;
    // READING: "credited by a click": reason `click`; a referral that itself came by e-mail domain is not passed on.
    const colleagues = [...this.customers.values()].filter(
      (one) => one.domain === domain && one.referral?.reason === 'click' && one.referral.partner,
    );
    const theirs = this.latest(
      colleagues.map((one) => one.referral?.click as Click),
      at,
    );
    return theirs ? this.credit(theirs, 'email_domain') : null;
  }

  private capture(entry: Entry, entries: Entry[]): void {
    const customer = this.customers.get(entry.data.customerId);
    if (!customer || customer.referral?.reason === 'agency') return;
    // READING: "first payment" is the one of `paid`: a $0 invoice locks nothing. At one instant the capture comes first.
    const locked = entries.some(
      (e) =>
        e.type === 'payment.succeeded' &&
        e.data.customerId === customer.id &&
        BigInt(e.data.amount) > 0n &&
        e.at < entry.at,
    );
    const named = this.program.clicks.filter((c) => c.id === entry.data.clickId || c.id === entry.data.imRef);
    const click = this.latest(named, entry.at);
    if (locked || !click) return;
    // READING: a "later" click is one that would win against the present one; a later click of the same partner also replaces it.
    const present = customer.referral?.click;
    if (!present || this.beats(click, present)) customer.referral = this.credit(click, 'click');
  }

  private credit(click: Click, reason: 'click' | 'email_domain'): Referral {
    const partner = this.program.partners.find((p) => p.handle === click.partner) ?? null;
    return { partner, terms: partner && this.terms(click), reason, click, linkedAt: Date.parse(click.at) };
  }

  private terms(click: Click): Terms | null {
    const partner = this.program.partners.find((p) => p.handle === click.partner);
    if (!partner) return null;
    return termsOf(click.source === 'content' && partner.terms === 'developer' ? 'content' : partner.terms);
  }

  private beats(a: Click, b: Click): boolean {
    const later = Date.parse(a.at) - Date.parse(b.at);
    if (later !== 0) return later > 0;
    if ((a.partner === null) !== (b.partner === null)) return a.partner !== null;
    return this.program.clicks.indexOf(a) > this.program.clicks.indexOf(b);
  }

  private latest(clicks: Click[], at: number): Click | null {
    let best: Click | null = null;
    for (const click of clicks) {
      const window = (this.terms(click)?.windowDays ?? 30) * DAY; // Impact's own: 30 days
      const age = at - Date.parse(click.at);
      if (age >= 0 && age <= window && (!best || this.beats(click, best))) best = click;
    }
    return best;
  }

  /** Who earns a payment, and under which terms. */
  owner(customer: Customer | null, entry: Entry): Payment['owner'] {
    const referral = customer?.referral;
    if (referral && !referral.partner) return null;
    if (referral?.partner && referral.terms?.scope === 'customer')
      return { partner: referral.partner, terms: referral.terms };
    // READING: the latest among the clicks of partners on purchase terms, whatever other clicks came later.
    const { clickId, visitorId } = entry.data;
    const clicks = this.program.clicks.filter(
      (c) =>
        (c.id === clickId || (visitorId && c.visitorId === visitorId)) && this.terms(c)?.scope === 'purchase',
    );
    const click = this.latest(clicks, entry.at);
    const partner = this.program.partners.find((p) => p.handle === click?.partner);
    const terms = click && this.terms(click);
    return partner && terms ? { partner, terms } : null;
  }
}

/** Sections 4 to 7: stages and money. */
class Clerk {
  readonly lines: Line[] = [];
  private readonly payments = new Map<string, Payment>();
  private readonly room = new Map<string, bigint>();
  private readonly agenda = new Set<number>();

  constructor(
    private readonly registrar: Registrar,
    entries: Entry[],
    until: number,
  ) {
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
      const { apiCalls, activeDays } = (customer.referral?.terms ?? termsOf('developer')).activation;
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
    for (const line of this.lines.filter((one) => one.customer === customer && one.vestedAt === null)) {
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
    line.releasedAt = now;
  }
}

function isReversed(line: Line): boolean {
  return line.total || (line.reversed > 0n && line.reversed === line.amount);
}

function statusOf(line: Line): string {
  if (isReversed(line)) return 'reversed';
  if (line.releasedAt !== null) return 'released';
  return line.vestedAt === null ? 'accrued' : 'vested';
}

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
  const clerk = new Clerk(registrar, entries, Date.parse(until));
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
