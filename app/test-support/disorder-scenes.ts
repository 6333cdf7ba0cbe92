import type { ProductEvent } from '~/domain/qualification/product-event';
import type { RandomProgram } from './random-program';

/** An event with the id of its delivery, by which two of one instant are told apart. */
export type Said = [id: string, type: ProductEvent['type'], at: string, data: Record<string, unknown>];

export const until = '2026-12-01T00:00:00Z';
export const partners: RandomProgram['partners'] = [
  { handle: 'ada', kind: 'affiliate', terms: 'developer' },
  { handle: 'bob', kind: 'affiliate', terms: 'developer' },
  { handle: 'solo', kind: 'agency', terms: 'agency' },
  { handle: 'duo', kind: 'agency', terms: 'agency' },
];
export const clicks: RandomProgram['clicks'] = [
  { id: 'c1', at: '2026-01-01T00:00:00Z', partner: 'ada', visitorId: 'v1' },
  { id: 'c2', at: '2026-01-20T00:00:00Z', partner: 'bob', visitorId: 'v2' },
  { id: 'c3', at: '2026-01-20T00:00:00Z', partner: 'ada', visitorId: 'v3' },
];

export const signUp = (id: string, at: string, domain: string, more: object = {}): Said => [
  `su-${id}`,
  'customer.signed_up',
  at,
  { customer: { id, email: `one@${domain}` }, ...more },
];
export const pay = (paymentId: string, customerId: string, at: string, amount = '300000'): Said => [
  `p-${paymentId}-${customerId}`,
  'payment.succeeded',
  at,
  { customerId, paymentId, amount, currency: 'USD', period: { start: at, end: inMonths(at, 3) } },
];
const inMonths = (at: string, n: number) => {
  const date = new Date(at);
  date.setUTCMonth(date.getUTCMonth() + n);
  return date.toISOString();
};
export const invite = (id: string, partnerHandle: string, domain: string, at: string): Said => [
  id,
  'client.invited',
  at,
  { partnerHandle, domain },
];

/** What happened, who is credited in the end, and which invitations are refused. */
interface Scene {
  said: Said[];
  credited: Record<string, string>;
  refused?: Record<string, string>;
}

/** Facts whose order of arrival once decided something, or could. */
export const scenes: Record<string, Scene> = {
  'a refund, disputes and captures before the payment, the payment before the sign-up': {
    said: [
      signUp('acme', '2026-01-10T00:00:00Z', 'acme.dev', { visitorId: 'v1' }),
      ['cap', 'customer.attribution_captured', '2026-01-21T00:00:00Z', { customerId: 'acme', clickId: 'c2' }],
      pay('p1', 'acme', '2026-02-01T00:00:00Z'),
      [
        'r1',
        'payment.refunded',
        '2026-02-05T00:00:00Z',
        { paymentId: 'p1', refundId: 'r1', amount: '30000' },
      ],
      ['d1', 'payment.disputed', '2026-02-20T00:00:00Z', { paymentId: 'p1', disputeId: 'd1' }],
      [
        'd2',
        'payment.dispute_closed',
        '2026-03-20T00:00:00Z',
        { paymentId: 'p1', disputeId: 'd1', outcome: 'won' },
      ],
      ['u1', 'customer.usage_recorded', '2026-04-08T00:00:00Z', { customerId: 'acme', apiCalls: 1200 }],
    ],
    credited: { acme: 'bob click' },
  },
  'two team sizes, two captures and two agencies at one instant': {
    said: [
      signUp('acme', '2026-01-10T00:00:00Z', 'acme.dev', { visitorId: 'v1' }),
      ['m-b', 'customer.members_changed', '2026-01-15T00:00:00Z', { customerId: 'acme', members: 9 }],
      ['m-a', 'customer.members_changed', '2026-01-15T00:00:00Z', { customerId: 'acme', members: 2 }],
      [
        'cap-b',
        'customer.attribution_captured',
        '2026-01-21T00:00:00Z',
        { customerId: 'acme', clickId: 'c2' },
      ],
      [
        'cap-a',
        'customer.attribution_captured',
        '2026-01-21T00:00:00Z',
        { customerId: 'acme', clickId: 'c3' },
      ],
      invite('i-b', 'solo', 'globex.dev', '2026-01-02T00:00:00Z'),
      invite('i-a', 'duo', 'globex.dev', '2026-01-02T00:00:00Z'),
      signUp('globex', '2026-01-12T00:00:00Z', 'globex.dev'),
      pay('p9', 'globex', '2026-01-14T00:00:00Z'),
    ],
    credited: { acme: 'ada click', globex: 'duo agency' },
  },
  'a colleague, an invitation and a customer the domain had before': {
    said: [
      signUp('first', '2026-01-05T00:00:00Z', 'acme.dev', { clickId: 'c1' }),
      signUp('second', '2026-01-25T00:00:00Z', 'acme.dev'),
      invite('i1', 'solo', 'acme.dev', '2026-01-20T00:00:00Z'),
      pay('p1', 'second', '2026-02-01T00:00:00Z'),
      pay('p2', 'first', '2026-02-02T00:00:00Z'),
      invite('i2', 'solo', 'other.dev', '2026-01-20T00:00:00Z'),
      signUp('third', '2026-01-26T00:00:00Z', 'other.dev'),
    ],
    credited: { first: 'ada click', second: 'ada email_domain', third: 'solo agency' },
    refused: { i1: 'domain_has_customers' },
  },
  'two customers of one domain, their events one after the other': {
    said: [
      signUp('one', '2026-01-05T00:00:00Z', 'acme.dev', { visitorId: 'v1' }),
      signUp('two', '2026-01-06T00:00:00Z', 'acme.dev'),
      ['cap', 'customer.attribution_captured', '2026-01-21T00:00:00Z', { customerId: 'one', clickId: 'c2' }],
      pay('p2', 'two', '2026-01-20T00:00:00Z'),
      pay('p1', 'one', '2026-01-22T00:00:00Z'),
      ['end', 'subscription.canceled', '2026-02-10T00:00:00Z', { customerId: 'one', subscriptionId: 's' }],
      signUp('three', '2026-01-25T00:00:00Z', 'acme.dev'),
      pay('p3', 'three', '2026-01-26T00:00:00Z'),
    ],
    credited: { one: 'bob click', two: 'ada email_domain', three: 'bob email_domain' },
  },
  'more invitations than may be open, and a sign-up that makes room': {
    said: [
      invite('n1', 'solo', 'one.dev', '2026-01-02T00:00:00Z'),
      invite('n2', 'solo', 'two.dev', '2026-01-03T00:00:00Z'),
      invite('n3', 'solo', 'three.dev', '2026-01-05T00:00:00Z'),
      invite('n4', 'solo', 'four.dev', '2026-01-06T00:00:00Z'),
      signUp('k1', '2026-01-04T00:00:00Z', 'one.dev'),
      signUp('k3', '2026-01-10T00:00:00Z', 'three.dev'),
      signUp('k4', '2026-01-10T00:00:00Z', 'four.dev'),
      pay('p4', 'k4', '2026-01-12T00:00:00Z'),
      pay('p3', 'k3', '2026-01-12T00:00:00Z'),
    ],
    credited: { k1: 'solo agency', k3: 'solo agency' },
    refused: { n4: 'too_many_open_invitations' },
  },
};
