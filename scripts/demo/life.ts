import type { Random } from '~/kernel/random';
import { addDays, addMonths, DAY_MS, HOUR_MS, type Instant } from '~/kernel/time';

export interface DemoEvent {
  at: Instant;
  type: string;
  data: Record<string, unknown>;
  /** what the product hands over of the visitor's click; filled in when it is sent */
  carries?: { visitor: string; as: 'refCookie' | 'clickId' };
  /** the customer whose accepted handoff the sign-up names, likewise */
  handoff?: string;
}

/** A customer on its way through the program. */
export interface DemoTeam {
  id: string;
  signedUpAt: Instant;
  /** whose cookie it carries; null: it came by itself, by an agency or by Impact */
  visitor: string | null;
  /** single purchases instead of a subscription */
  buys: boolean;
  /** uses it for a month, pays from then on and asks for nothing back */
  stays: boolean;
}

export type Send = (
  type: string,
  at: Instant,
  data: Record<string, unknown>,
  carries?: DemoEvent['carries'],
) => void;

const MINUTE_MS = HOUR_MS / 60;
/** monthly, in cents */
const PLANS = [2900, 4900, 9900, 9900, 19_900, 29_900, 59_900, 89_900, 149_900];
const PRICES = [1900, 2900, 4900, 7900, 12_900];

/** What a team does once it has signed up. Some look around, some try it, some stay and pay. */
export function planLife(random: Random, team: DemoTeam, send: Send): void {
  const keen = team.stays ? 99 : random.below(100);
  planUse(random, team, keen, send);
  if (keen < 56 && !team.buys) return;
  if (random.chance(0.6)) {
    send('customer.members_changed', addDays(team.signedUpAt, random.between(2, 30)), {
      customerId: team.id,
      members: random.between(2, 14),
    });
  }
  if (team.buys) planPurchases(random, team, send);
  else planSubscription(random, team, send);
}

function planUse(random: Random, team: DemoTeam, keen: number, send: Send): void {
  const [days, calls] = habitsOf(random, keen);
  const gap = random.pick([1, 1, 1, 2]);
  for (let day = 0; day < days; day++) {
    const at = addDays(team.signedUpAt, day * gap) + random.between(1, 180) * MINUTE_MS;
    send('customer.usage_recorded', at, {
      customerId: team.id,
      apiCalls: random.between(Math.ceil(calls / 4), calls),
    });
  }
}

/** On how many days, and how many calls on a busy one. */
function habitsOf(random: Random, keen: number): [days: number, calls: number] {
  if (keen < 30) return [random.between(0, 2), 20];
  if (keen < 46) return [random.between(2, 6), 60];
  // Thirty active days, as tier 2 asks for; the others are activated by what they call.
  return keen < 94 ? [random.between(7, 9), 260] : [random.between(30, 31), 40];
}

function planPurchases(random: Random, { id, signedUpAt, visitor }: DemoTeam, send: Send): void {
  for (let n = random.between(1, 3); n > 0; n--) {
    const data = {
      customerId: id,
      paymentId: `${id}-order-${n}`,
      amount: String(random.pick(PRICES)),
      currency: 'USD',
      orderId: `order-${id}-${n}`,
    };
    const at = addDays(signedUpAt, random.between(0, 18)) + random.between(10, 200) * MINUTE_MS;
    send('payment.succeeded', at, data, visitor ? { visitor, as: 'clickId' } : undefined);
  }
}

function planSubscription(random: Random, team: DemoTeam, send: Send): void {
  const { id, signedUpAt } = team;
  const annual = !team.stays && random.chance(0.12);
  const monthly = team.stays ? 19_900 : random.pick(PLANS);
  const amount = annual ? monthly * 10 : monthly;
  const firstAt = addDays(signedUpAt, random.between(0, 14)) + random.between(61, 240) * MINUTE_MS;
  const subscription = {
    customerId: id,
    subscriptionId: `sub-${id}`,
    monthlyValue: { amount: String(annual ? Math.round(amount / 12) : monthly), currency: 'USD' },
  };
  if (random.chance(0.3)) {
    send('subscription.changed', signedUpAt + HOUR_MS, { ...subscription, status: 'trialing' });
  }
  send('subscription.changed', firstAt, { ...subscription, status: 'active' });
  const months = !team.stays && random.chance(0.25) ? random.between(1, 3) : 12;
  for (let n = 0; n < (annual ? 1 : months); n++) {
    const paidAt = addMonths(firstAt, n);
    const paymentId = `${id}-invoice-${n + 1}`;
    const period = { start: iso(paidAt), end: iso(addMonths(paidAt, annual ? 12 : 1)) };
    const payment = { customerId: id, paymentId, amount: String(amount), currency: 'USD', period };
    send('payment.succeeded', paidAt, payment);
    if (!team.stays) planReturn(random, { paymentId, amount, paidAt }, send);
  }
  if (months < 12 && !annual) {
    const { customerId, subscriptionId } = subscription;
    send('subscription.canceled', addMonths(firstAt, months) - DAY_MS, { customerId, subscriptionId });
  }
}

interface PaidInvoice {
  paymentId: string;
  /** minor units */
  amount: number;
  paidAt: Instant;
}

function planReturn(random: Random, { paymentId, amount, paidAt }: PaidInvoice, send: Send): void {
  const roll = random.below(100);
  if (roll < 4) {
    const part = random.chance(0.4) ? amount : Math.round(amount / 3);
    send('payment.refunded', addDays(paidAt, random.between(2, 25)), {
      paymentId,
      refundId: `${paymentId}-refund`,
      amount: String(part),
    });
  } else if (roll < 7) {
    const dispute = { paymentId, disputeId: `${paymentId}-dispute` };
    send('payment.disputed', addDays(paidAt, random.between(3, 30)), dispute);
    const outcome = random.pick(['won', 'lost']);
    send('payment.dispute_closed', addDays(paidAt, random.between(31, 60)), { ...dispute, outcome });
  }
}

const iso = (at: Instant) => new Date(at).toISOString();
