import type { Invitation } from '~/domain/agency/invitation';
import type { SignUp } from '~/domain/attribution/attribute';
import type { Click, LinkSource } from '~/domain/attribution/click';
import type { ProgramFacts } from '~/domain/commission/replay';
import type { Standing } from '~/domain/partner/standing';
import { defaultTerms } from '~/domain/program/terms';
import type { CustomerFacts, DisputeFact, PaymentFact, RefundFact } from '~/domain/qualification/facts';
import { addDays } from '~/kernel/time';
import type { Vector } from './vector';

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends ReadonlyArray<infer U> ? U[] : T[K] };
interface BuiltCustomer {
  signUp: Mutable<Omit<SignUp, 'firstPaidAt'>>;
  facts: Mutable<CustomerFacts>;
}
type Data = Record<string, unknown>;
const freeMail = new Set(['gmail.com', 'outlook.com', 'yahoo.com', 'hotmail.com', 'proton.me', 'icloud.com']);

/**
 * The facts of a vector without any database: an independent, short reading of the product events of contract.md, so that the pure rules can be
 * tested alone. Whatever names a customer or payment that never appears is left out, as it would wait.
 */
export function programOf(vector: Pick<Vector, 'partners' | 'clicks' | 'events'>): ProgramFacts {
  const events = vector.events.map((event, index) => ({
    ...event,
    id: `e${index}`,
    at: Date.parse(event.timestamp),
  }));
  const customers = new Map<string, BuiltCustomer>();
  const payments = new Map<string, Mutable<PaymentFact>>();
  const purchases: PaymentFact[] = [];
  const invitations: Invitation[] = [];
  const of = (data: Data) => customers.get(String(data.customerId));
  for (const { type, at, data } of events) {
    if (type !== 'customer.signed_up') continue;
    const { id, email } = data.customer as { id: string; email: string };
    if (!customers.has(id)) customers.set(id, signedUp({ id, email, at, data }));
  }
  for (const { type, at, data } of events) {
    const paymentId = String(data.paymentId);
    if (type !== 'payment.succeeded' || payments.has(paymentId)) continue;
    if (data.customerId !== undefined && !of(data)) continue;
    const payment = paid(paymentId, at, data);
    payments.set(paymentId, payment);
    if (data.customerId === undefined) purchases.push(payment);
    else of(data)?.facts.payments.push(payment);
  }
  for (const { id, type, at, data } of events) {
    const customer = of(data);
    const payment = payments.get(String(data.paymentId));
    if (type === 'customer.attribution_captured')
      customer?.signUp.captures.push({ id, at, clickId: String(data.clickId) });
    if (type === 'customer.usage_recorded')
      customer?.facts.usages.push({ id, at, apiCalls: BigInt(data.apiCalls as number) });
    if (type === 'customer.members_changed')
      customer?.facts.members.push({ id, at, members: data.members as number });
    if (type.startsWith('subscription.')) {
      const status = type === 'subscription.canceled' ? 'canceled' : String(data.status);
      customer?.facts.subscriptions.push({ id, at, subscriptionId: String(data.subscriptionId), status });
    }
    if (type === 'payment.refunded' && payment) addRefund(payment, at, data);
    if (type.startsWith('payment.dispute') && payment) addDispute(payment, type, at, data);
    if (type === 'client.invited' && !freeMail.has(String(data.domain))) {
      const domain = String(data.domain);
      invitations.push({
        id,
        partnerId: String(data.partnerHandle),
        domain,
        at,
        expiresAt: addDays(at, 30),
        endedAt: null,
        approved: false,
      });
    }
  }
  const clicks = vector.clicks.map((click, seq) => clickOf(click, seq, vector));
  return {
    terms: defaultTerms,
    partners: new Map(
      vector.partners.map((partner) => [
        partner.handle,
        {
          standings: [standingOf(partner)],
          addresses: { emails: new Set([`${partner.handle}@partner.test`]), domains: new Set<string>() },
        },
      ]),
    ),
    clicks,
    invitations,
    codes: new Map(),
    customers: [...customers.values()],
    purchases,
    decisions: new Map(),
  };
}

function standingOf(partner: Vector['partners'][number]): Standing {
  return {
    at: 0,
    status: 'active',
    termsKey: partner.terms,
    rateBps: partner.rateBps === undefined ? null : BigInt(partner.rateBps),
  };
}

function clickOf(click: Vector['clicks'][number], seq: number, vector: Pick<Vector, 'partners'>): Click {
  const assigned = vector.partners.find((partner) => partner.handle === click.partner)?.terms;
  const source: LinkSource = click.source ?? 'direct_link';
  const key = source === 'content' && assigned === 'developer' ? 'content' : assigned;
  const windowDays = defaultTerms.find((terms) => terms.key === key)?.windowDays ?? 30;
  return {
    id: click.id,
    seq,
    at: Date.parse(click.at),
    channel: click.channel ?? 'partner',
    partnerId: click.partner,
    source: click.partner === null ? null : source,
    windowDays,
    visitorId: click.visitorId,
  };
}

function signedUp({
  id,
  email,
  at,
  data,
}: {
  id: string;
  email: string;
  at: number;
  data: Data;
}): BuiltCustomer {
  const emailDomain = email.slice(email.indexOf('@') + 1).toLowerCase();
  return {
    signUp: {
      customerId: id,
      at,
      email,
      emailDomain,
      matchDomain: freeMail.has(emailDomain) ? null : emailDomain,
      clickIds: [data.clickId, data.imRef].filter((one): one is string => typeof one === 'string'),
      visitorId: (data.visitorId as string | undefined) ?? null,
      promotionCode: null,
      handoff: null,
      captures: [],
    },
    facts: { customerId: id, signedUpAt: at, usages: [], members: [], subscriptions: [], payments: [] },
  };
}

function paid(id: string, at: number, data: Data): Mutable<PaymentFact> {
  const period = data.period as { start: string; end: string } | undefined;
  return {
    id,
    at,
    amount: BigInt(data.amount as string),
    basis: BigInt(data.amount as string),
    period: period ? { start: Date.parse(period.start), end: Date.parse(period.end) } : null,
    visitorId: (data.visitorId as string | undefined) ?? null,
    clickId: (data.clickId as string | undefined) ?? null,
    refunds: [],
    disputes: [],
  };
}

function addRefund(payment: Mutable<PaymentFact>, at: number, data: Data): void {
  const refund: RefundFact = { id: String(data.refundId), at, amount: BigInt(data.amount as string) };
  if (!payment.refunds.some((other) => other.id === refund.id)) payment.refunds.push(refund);
}

function addDispute(payment: Mutable<PaymentFact>, type: string, at: number, data: Data): void {
  const id = String(data.disputeId);
  const known = payment.disputes.find((dispute) => dispute.id === id) as DisputeFact | undefined;
  const dispute = known ?? { id, openedAt: null, closedAt: null, outcome: null };
  if (!known) payment.disputes.push(dispute);
  if (type === 'payment.disputed') dispute.openedAt ??= at;
  else if (dispute.closedAt === null) {
    dispute.closedAt = at;
    dispute.outcome = data.outcome as 'won' | 'lost';
  }
}
