import { expect } from 'vitest';
import type { ProductEvent } from '~/domain/qualification/product-event';
import { approvePayout } from '~/flows/approve-payout.server';
import { cancelPayout } from '~/flows/cancel-payout.server';
import { changePartner } from '~/flows/change-partner.server';
import { decideSelfReferral } from '~/flows/decide-self-referral.server';
import { receiveProductEvent } from '~/flows/receive-event.server';
import { recordClick } from '~/flows/record-click.server';
import { rejectPayout } from '~/flows/reject-payout.server';
import { requestPayout } from '~/flows/request-payout.server';
import { drainPayouts } from '~/flows/send-payout.server';
import { addDays, addMonths, type Instant } from '~/kernel/time';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { isActive, type Program } from './independent/books';
import { MINIMUM, type ModelPayout, releasedOf, stripOf } from './independent/treasury';
import { modelOf } from './independent-model';
import { settleAt } from './stored-books';
import { storedExpectation, storedStrips } from './stored-expectation';
import type { Vector } from './vector';

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends ReadonlyArray<infer U> ? U[] : T[K] };

const admins = ['usr_one', 'usr_two'] as const;
const scope = { kind: 'admin', userId: admins[0], keyId: null } as const;
const start = Date.UTC(2026, 0, 1, 12);
const moves: Record<string, string[]> = {
  active: ['paused', 'suspended'],
  paused: ['active', 'suspended'],
  suspended: ['active'],
};

/** One run of a model-based test: what has happened in the model's words, and the flows it happened through. */
export class ModelRun {
  readonly program: Mutable<Required<Omit<Program, 'ownDomains'>>> & Pick<Program, 'ownDomains'>;
  readonly payments: Array<{ id: string; amount: bigint }> = [];
  readonly disputes: Array<{ id: string; paymentId: string }> = [];
  readonly payouts: ModelPayout[] = [];
  private now: Instant = start;
  private count = 0;

  /** @param lost a planted bug: events of this type never reach the portal */
  constructor(
    partners: Vector['partners'],
    private readonly lost: ProductEvent['type'] | null = null,
  ) {
    const ownDomains = Object.fromEntries(partners.map(({ handle }) => [handle, ['partner.test']]));
    this.program = {
      partners: [...partners],
      clicks: [],
      events: [],
      standings: [],
      decisions: [],
      ownDomains,
    };
  }

  /** Nothing happens at the same instant as anything else: which of two came first is tried elsewhere. */
  private async next(): Promise<number> {
    this.now += 60_000;
    await setClock({ at: this.now, running: false });
    this.count += 1;
    return this.count;
  }

  private expected(): Vector['expect'] {
    return modelOf(this.program, new Date(this.now).toISOString());
  }

  private settle(): Promise<void> {
    return settleAt(new Date(this.now).toISOString());
  }

  private async tell(type: ProductEvent['type'], at: Instant, data: Record<string, unknown>): Promise<void> {
    const event = { type, timestamp: new Date(at).toISOString(), data };
    this.program.events.push(event);
    if (type === this.lost) return;
    const externalId = `evt_${String(this.program.events.length).padStart(5, '0')}`;
    const delivery = { externalId, type, body: JSON.stringify(event), at, status: 'received' as const };
    await receiveProductEvent(delivery);
    // every third comes twice
    if (this.program.events.length % 3 === 0) await receiveProductEvent(delivery);
  }

  async click(it: { partner: string; visitor: string; content: boolean }): Promise<void> {
    await this.next();
    const source = it.content && it.partner !== 'solo' ? ('content' as const) : ('direct_link' as const);
    const visitorId = `visitor-${it.visitor}`;
    const seen = await recordClick({ ...nobody, visitorId, link: { code: `${it.partner}-${source}` } });
    const active = isActive(this.program, it.partner, this.now);
    expect(seen.outcome).toBe(active ? 'recorded' : 'nothing_to_credit');
    const [stored] = seen.clicks;
    if (!stored) return;
    const at = new Date(this.now).toISOString();
    this.program.clicks.push({ id: stored.clickId, at, partner: it.partner, visitorId, source });
  }

  async clickOfImpact(visitor: string): Promise<void> {
    const id = `im-${await this.next()}`;
    const visitorId = `visitor-${visitor}`;
    await recordClick({ ...nobody, visitorId, imRef: id });
    const at = new Date(this.now).toISOString();
    this.program.clicks.push({ id, at, partner: null, channel: 'impact', visitorId });
  }

  async invite({ partner, domain, ago }: { partner: string; domain: string; ago: number }): Promise<void> {
    await this.next();
    await this.tell('client.invited', addDays(this.now, -ago), { partnerHandle: partner, domain });
  }

  async signUp(it: {
    customer: string;
    domain: string;
    ago: number;
    visitor: boolean;
    named: boolean;
  }): Promise<void> {
    await this.next();
    const last = this.program.clicks.at(-1);
    await this.tell('customer.signed_up', addDays(this.now, -it.ago), {
      customer: { id: it.customer, email: `${it.customer}@${it.domain}` },
      ...(it.visitor ? { visitorId: `visitor-${it.customer}` } : {}),
      ...(it.named && last ? { clickId: last.id } : {}),
    });
  }

  async use(it: { customer: string; ago: number; days: number; apiCalls: number }): Promise<void> {
    await this.next();
    for (let day = it.days - 1; day >= 0; day--)
      await this.tell('customer.usage_recorded', addDays(this.now, -it.ago - day), {
        customerId: it.customer,
        apiCalls: it.apiCalls,
      });
  }

  async members(it: { customer: string; ago: number; members: number }): Promise<void> {
    await this.next();
    const data = { customerId: it.customer, members: it.members };
    await this.tell('customer.members_changed', addDays(this.now, -it.ago), data);
  }

  async capture(it: { customer: string; ago: number; which: number }): Promise<void> {
    await this.next();
    const clickId = this.program.clicks[it.which % this.program.clicks.length]?.id;
    const data = { customerId: it.customer, clickId };
    await this.tell('customer.attribution_captured', addDays(this.now, -it.ago), data);
  }

  async pay(it: { customer: string; ago: number; months: number; amount: number }): Promise<void> {
    const paymentId = `p${await this.next()}`;
    const at = addDays(this.now, -it.ago);
    const period = {
      start: new Date(at).toISOString(),
      end: new Date(addMonths(at, it.months)).toISOString(),
    };
    const data = { customerId: it.customer, paymentId, amount: String(it.amount), currency: 'USD', period };
    await this.tell('payment.succeeded', at, data);
    if (it.amount > 0) this.payments.push({ id: paymentId, amount: BigInt(it.amount) });
  }

  async purchase(it: { visitor: string; ago: number; amount: number }): Promise<void> {
    const paymentId = `p${await this.next()}`;
    const data = {
      visitorId: `visitor-${it.visitor}`,
      paymentId,
      amount: String(it.amount),
      currency: 'USD',
    };
    await this.tell('payment.succeeded', addDays(this.now, -it.ago), data);
    this.payments.push({ id: paymentId, amount: BigInt(it.amount) });
  }

  async refund(it: { which: number; ago: number; percent: number }): Promise<void> {
    const refundId = `r${await this.next()}`;
    const payment = this.payments[it.which % this.payments.length];
    if (!payment) return;
    const amount = String((payment.amount * BigInt(it.percent)) / 100n);
    await this.tell('payment.refunded', addDays(this.now, -it.ago), {
      paymentId: payment.id,
      refundId,
      amount,
    });
  }

  async dispute(it: { which: number; ago: number }): Promise<void> {
    const id = `d${await this.next()}`;
    const payment = this.payments[it.which % this.payments.length];
    if (!payment) return;
    this.disputes.push({ id, paymentId: payment.id });
    const data = { paymentId: payment.id, disputeId: id };
    await this.tell('payment.disputed', addDays(this.now, -it.ago), data);
  }

  async closeDispute(it: { which: number; ago: number; outcome: string }): Promise<void> {
    await this.next();
    const [dispute] = this.disputes.splice(it.which % this.disputes.length, 1);
    if (!dispute) return;
    const data = { paymentId: dispute.paymentId, disputeId: dispute.id, outcome: it.outcome };
    await this.tell('payment.dispute_closed', addDays(this.now, -it.ago), data);
  }

  async subscribe(it: { customer: string; ago: number; status: string }): Promise<void> {
    await this.next();
    await this.tell('subscription.changed', addDays(this.now, -it.ago), {
      customerId: it.customer,
      subscriptionId: `s-${it.customer}`,
      status: it.status,
      monthlyValue: { amount: '1000', currency: 'USD' },
    });
  }

  async cancel(it: { customer: string; ago: number }): Promise<void> {
    await this.next();
    const data = { customerId: it.customer, subscriptionId: `s-${it.customer}` };
    await this.tell('subscription.canceled', addDays(this.now, -it.ago), data);
  }

  async changeStanding(it: { partner: string; status: 'active' | 'paused' | 'suspended' }): Promise<void> {
    await this.next();
    const before =
      this.program.standings.filter((one) => one.partner === it.partner).at(-1)?.status ?? 'active';
    const result = await changePartner(scope, it.partner, { status: it.status, reason: 'tried' });
    const legal = before === it.status || moves[before]?.includes(it.status);
    expect(result.outcome).toBe(legal ? 'changed' : 'illegal');
    if (legal) this.program.standings.push({ ...it, at: this.now });
  }

  async wait(days: number): Promise<void> {
    this.now = addDays(this.now, days);
    await this.next();
    await this.check();
  }

  async decide(it: { customer: string; outcome: 'allowed' | 'denied' }): Promise<void> {
    await this.next();
    await this.settle();
    const partner = this.expected().customers[it.customer]?.referral?.partner;
    const own = await db.customer.findUnique({ where: { externalId: it.customer } });
    if (!own) return;
    const email = [...this.program.events].find(
      (event) =>
        event.type === 'customer.signed_up' && (event.data.customer as { id: string }).id === it.customer,
    )?.data.customer as { email: string };
    const flagged = typeof partner === 'string' && email.email.endsWith('@partner.test');
    const before = this.program.decisions.some(
      (one) => one.customer === it.customer && one.partner === partner,
    );
    const result = await decideSelfReferral(scope, { customerId: own.id, outcome: it.outcome, note: null });
    expect(result.outcome).toBe(flagged ? (before ? 'decided_before' : 'decided') : 'not_found');
    if (flagged && !before) this.program.decisions.push({ ...it, partner: String(partner), at: this.now });
  }

  async requestPayout(it: { partner: string; part: boolean }): Promise<void> {
    await this.next();
    await this.settle();
    const expected = this.expected();
    const { available } = stripOf(expected, it.partner, this.payouts);
    const wish = it.part ? { amount: MINIMUM + 1n } : {};
    const result = await requestPayout({ by: scope, partnerId: it.partner, at: this.now, ...wish });
    const amount = wish.amount ?? available;
    const verdict = !isActive(this.program, it.partner, this.now)
      ? 'not_active'
      : amount < MINIMUM
        ? 'below_minimum'
        : amount > available
          ? 'insufficient'
          : 'created';
    expect(result).toMatchObject(verdict === 'created' ? { outcome: verdict, amount } : { outcome: verdict });
    if (result.outcome !== 'created') return;
    const seen = releasedOf(expected, it.partner);
    this.payouts.push({ id: result.payoutId, partner: it.partner, amount, status: 'requested', seen });
  }

  private payoutAt(which: number): ModelPayout {
    const payout = this.payouts[which % this.payouts.length];
    if (!payout) throw new Error('a payout was asked for');
    return payout;
  }

  async approvePayout(which: number): Promise<void> {
    await this.next();
    await this.settle();
    const payout = this.payoutAt(which);
    let outcome = '';
    for (const adminUserId of admins) {
      const answer = await approvePayout({ payoutId: payout.id, adminUserId, keyId: null, at: this.now });
      outcome = answer.outcome;
      if (outcome !== 'needs_another') break;
    }
    const changed = releasedOf(this.expected(), payout.partner) !== payout.seen;
    const active = isActive(this.program, payout.partner, this.now);
    // which commissions it carries is the portal's choice: of those that changed it may carry none
    const allowed =
      payout.status === 'requested'
        ? [active ? 'approved' : 'not_active', ...(changed ? ['changed'] : [])]
        : ['wrong_state'];
    expect(allowed).toContain(outcome);
    if (outcome !== 'approved') return;
    await drainPayouts();
    payout.status = 'paid';
  }

  async rejectPayout(which: number): Promise<void> {
    await this.next();
    const payout = this.payoutAt(which);
    const { outcome } = await rejectPayout({ scope, payoutId: payout.id, reason: 'tried', at: this.now });
    expect(outcome).toBe(payout.status === 'requested' ? 'rejected' : 'wrong_state');
    if (outcome === 'rejected') payout.status = 'rejected';
  }

  async cancelPayout(which: number): Promise<void> {
    await this.next();
    const payout = this.payoutAt(which);
    const { outcome } = await cancelPayout({ scope, payoutId: payout.id, at: this.now });
    expect(outcome).toBe(payout.status === 'requested' ? 'canceled' : 'wrong_state');
    if (outcome === 'canceled') payout.status = 'canceled';
  }

  /** A partner's money by the model, which `check` has found in the portal. */
  strip(partner: string): ReturnType<typeof stripOf> {
    return stripOf(this.expected(), partner, this.payouts);
  }

  /** What stands in the database is what the model says. */
  async check(): Promise<void> {
    await this.settle();
    const expected = this.expected();
    expect(await storedExpectation()).toEqual({
      customers: expected.customers,
      commissions: expected.commissions,
    });
    const strips = Object.fromEntries(
      this.program.partners.map(({ handle }) => [handle, stripOf(expected, handle, this.payouts)]),
    );
    expect(await storedStrips()).toEqual(strips);
    const stored = await db.payout.findMany({ orderBy: { id: 'asc' } });
    expect(stored.map((one) => [one.id, one.amount, one.status])).toEqual(
      this.payouts
        .map((one) => [one.id, one.amount, one.status])
        .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    );
  }
}

const nobody = {
  link: null,
  imRef: null,
  isBot: false,
  landingUrl: null,
  referrerHost: null,
  address: null,
};
