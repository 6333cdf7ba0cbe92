import { defaultTerms, type FlatReward, type Terms } from '~/domain/program/terms';
import type { Vector } from '../vector';

// What the clerks of the independent model write on: see model.ts.

export type Program = Pick<Vector, 'partners' | 'clicks' | 'events'> & {
  /** changes of a partner's status, in order; before the first one it is active */
  standings?: ReadonlyArray<{ partner: string; at: number; status: 'active' | 'paused' | 'suspended' }>;
  /** mail domains of the partners' own people, by handle */
  ownDomains?: Readonly<Record<string, readonly string[]>>;
  /** an admin's words on self-referrals */
  decisions?: ReadonlyArray<{ customer: string; partner: string; at: number; outcome: 'allowed' | 'denied' }>;
};
export type Partner = Vector['partners'][number];
export type Click = Vector['clicks'][number];
export interface Entry {
  type: string;
  at: number;
  id: string;
  // biome-ignore lint/suspicious/noExplicitAny: product events as they come, read field by field
  data: any;
}
export interface Referral {
  partner: Partner | null;
  terms: Terms | null;
  reason: 'agency' | 'click' | 'email_domain';
  click: Click | null;
  linkedAt: number;
}
export interface Customer {
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
export interface Slice {
  index: number;
  start: number;
  due: number;
  basis: bigint;
  done: boolean;
}
export interface Payment {
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
export interface Line {
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

/** "At the instant": the last status set by then. */
export function isActive(program: Program, partner: string, at: number): boolean {
  const changes = (program.standings ?? []).filter((one) => one.partner === partner && one.at <= at);
  return (changes.at(-1)?.status ?? 'active') === 'active';
}

export const DAY = 86_400_000;
export const order = [
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
export const freeMail = 'gmail.com outlook.com yahoo.com hotmail.com proton.me icloud.com'.split(' ');
export const endedStatus = ['canceled', 'ended', 'incomplete_expired'];
export const termsOf = (key: string) => defaultTerms.find((terms) => terms.key === key) as Terms;
// READING: who is under nobody's terms is activated by the figures of section 4.
export const unreferred = { apiCalls: 1000n, activeDays: 30 };
export const halfUp = (n: bigint, d: bigint) => (2n * n + d) / (2n * d);
export const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
export const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Calendar months later, clamped: tried from the same day of the month downwards. */
export function monthsLater(at: number, months: number): number {
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
export function diary(program: Program, until: number): Entry[] {
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
