import { describe, expect, it } from 'vitest';
import { loadVectors } from '~/test-support/vector';
import { parseProductEvent, productEventTypes } from './product-event';

const now = Date.parse('2026-03-01T12:00:00Z');
const timestamp = '2026-03-01T12:00:00.000Z';
const read = (type: string, data: unknown, at: unknown = timestamp) =>
  parseProductEvent({ type, timestamp: at, data }, now);
const at = (text: string) => Date.parse(text);

const customer = { id: 'acme', email: 'ann@acme.dev' };
const payment = { customerId: 'acme', paymentId: 'p1', amount: '2900', currency: 'USD' };
const usage = { customerId: 'acme', apiCalls: 10 };

describe('good events', () => {
  it.each<[string, unknown, unknown]>([
    ['customer.signed_up', { customer }, { customer }],
    [
      'customer.signed_up',
      {
        customer: { ...customer, name: 'Zoë & Co', plan: 'x' },
        clickId: 'c',
        refCookie: 'a.b',
        visitorId: 'v',
      },
      { customer: { ...customer, name: 'Zoë & Co' }, clickId: 'c', refCookie: 'a.b', visitorId: 'v' },
    ],
    ['customer.signed_up', { customer, imRef: 'i', promotionCode: 'P', handoffToken: 't' }, undefined],
    ['customer.signed_up', { customer: { ...customer, name: null }, clickId: null }, { customer }],
    ['customer.attribution_captured', { customerId: 'acme', clickId: 'c' }, undefined],
    ['customer.attribution_captured', { customerId: 'acme', refCookie: 'c' }, undefined],
    ['customer.attribution_captured', { customerId: 'acme', imRef: 'c' }, undefined],
    ['customer.usage_recorded', usage, { customerId: 'acme', apiCalls: 10n }],
    ['customer.members_changed', { customerId: 'acme', members: 0 }, undefined],
    [
      'subscription.changed',
      {
        customerId: 'acme',
        subscriptionId: 's',
        status: 'trialing',
        monthlyValue: { amount: 0, currency: 'USD' },
      },
      {
        customerId: 'acme',
        subscriptionId: 's',
        status: 'trialing',
        monthlyValue: { amount: 0n, currency: 'USD' },
      },
    ],
    ['subscription.canceled', { customerId: 'acme', subscriptionId: 's' }, undefined],
    ['payment.succeeded', payment, { ...payment, amount: 2900n }],
    [
      'payment.succeeded',
      { ...payment, currency: 'EUR', basis: '1', settlement: { charged: '1', settled: '2' } },
      { ...payment, currency: 'EUR', amount: 2900n },
    ],
    [
      'payment.succeeded',
      { ...payment, amount: 9007199254740991 },
      { ...payment, amount: 9007199254740991n },
    ],
    ['payment.succeeded', { ...payment, amount: '0' }, { ...payment, amount: 0n }],
    [
      'payment.succeeded',
      { visitorId: 'v', paymentId: 'p1', amount: '1', currency: 'EUR', orderId: 'o-1' },
      { visitorId: 'v', paymentId: 'p1', amount: 1n, currency: 'EUR', orderId: 'o-1' },
    ],
    [
      'payment.succeeded',
      { ...payment, period: { start: '2026-01-01T00:00:00Z', end: '2027-01-01T01:00:00+01:00' } },
      {
        ...payment,
        amount: 2900n,
        period: { start: at('2026-01-01T00:00:00Z'), end: at('2027-01-01T00:00:00Z') },
      },
    ],
    ['payment.refunded', { paymentId: 'p1', refundId: 'r1', amount: '5' }, undefined],
    ['payment.disputed', { paymentId: 'p1', disputeId: 'd1' }, undefined],
    ['payment.dispute_closed', { paymentId: 'p1', disputeId: 'd1', outcome: 'lost' }, undefined],
    [
      'client.invited',
      { partnerHandle: 'solo', domain: 'Client.EXAMPLE' },
      { partnerHandle: 'solo', domain: 'client.example' },
    ],
  ])('%s %j', (type, data, expected) => {
    const parsed = read(type, data);
    expect(parsed).toMatchObject({ outcome: 'ok', event: { type, at: now } });
    if (expected !== undefined && parsed.outcome === 'ok') expect(parsed.event.data).toEqual(expected);
  });

  it('has all eleven types of the contract', () => {
    expect(productEventTypes).toHaveLength(12);
  });

  it.each([
    ['2026-03-01T12:05:00Z', at('2026-03-01T12:05:00Z')],
    ['2026-02-28T23:59:59.9999Z', at('2026-02-28T23:59:59.999Z')],
    ['2024-02-29T00:00:00-11:30', at('2024-02-29T11:30:00Z')],
    ['1970-01-01T00:00:00Z', 0],
  ])('dated %s', (text, instant) => {
    expect(read('customer.usage_recorded', usage, text)).toMatchObject({
      outcome: 'ok',
      event: { at: instant },
    });
  });

  it('reads every event of the worked examples', () => {
    for (const { events, until } of loadVectors()) {
      for (const event of events) {
        expect(parseProductEvent(event, at(until))).toMatchObject({
          outcome: 'ok',
          event: { type: event.type },
        });
      }
    }
  });
});

describe('an unknown type', () => {
  it.each(['order.created', 'toString', '__proto__', 'customer.signed_up '])('%s is ignored', (type) => {
    expect(parseProductEvent({ type }, now)).toEqual({ outcome: 'ignored', type });
  });
});

describe('malformed envelopes', () => {
  it.each([
    [null],
    ['text'],
    [42],
    [[]],
    [{}],
    [{ type: 7 }],
    [{ type: '' }],
    [{ type: 'x'.repeat(256) }],
    [{ type: 'a\u0000b' }],
    [{ type: 'customer.usage_recorded' }],
    [{ type: 'customer.usage_recorded', timestamp }],
    [{ type: 'customer.usage_recorded', timestamp, data: null }],
    [{ type: 'customer.usage_recorded', timestamp, data: [] }],
    [{ type: 'customer.usage_recorded', timestamp, data: 'x' }],
    [{ type: 'customer.usage_recorded', data: usage }],
  ])('%j', (json) => {
    expect(parseProductEvent(json, now)).toMatchObject({ outcome: 'invalid' });
  });

  it.each([
    ['2026-03-01T12:05:00.001Z'],
    ['2027-01-01T00:00:00Z'],
    ['2026-03-01T12:00:00'],
    ['2026-03-01 12:00:00Z'],
    ['2026-03-01'],
    ['2026-02-30T12:00:00Z'],
    ['2025-02-29T12:00:00Z'],
    ['2026-13-01T12:00:00Z'],
    ['2026-01-01T24:00:00Z'],
    ['2026-01-01T12:60:00Z'],
    ['2026-01-01T12:00:60Z'],
    ['2026-01-01T12:00Z'],
    ['2026-01-01T12:00:00+24:00'],
    ['2026-01-01T12:00:00+0100'],
    ['1969-12-31T23:59:59Z'],
    ['+002026-01-01T00:00:00Z'],
    ['Sun, 01 Mar 2026 12:00:00 GMT'],
    [' 2026-03-01T12:00:00Z'],
    ['now'],
    [''],
    [null],
    [1772366400],
  ])('timestamp %j', (text) => {
    const parsed = read('customer.usage_recorded', usage, text);
    expect(parsed).toMatchObject({ outcome: 'invalid', type: 'customer.usage_recorded' });
    expect(parsed).toHaveProperty('errors.0.field', 'timestamp');
  });
});

describe('malformed data', () => {
  const period = { start: '2026-01-01T00:00:00Z', end: '2026-02-01T00:00:00Z' };
  it.each<[string, unknown, string]>([
    ['customer.signed_up', {}, 'customer'],
    ['customer.signed_up', { customer: 'acme' }, 'customer'],
    ['customer.signed_up', { customer: { id: 'acme' } }, 'customer.email'],
    ['customer.signed_up', { customer: { email: 'ann@acme.dev' } }, 'customer.id'],
    ['customer.signed_up', { customer: { ...customer, id: '' } }, 'customer.id'],
    ['customer.signed_up', { customer: { ...customer, id: 7 } }, 'customer.id'],
    ['customer.signed_up', { customer: { ...customer, id: 'x'.repeat(256) } }, 'customer.id'],
    ['customer.signed_up', { customer: { ...customer, id: 'a\nb' } }, 'customer.id'],
    ['customer.signed_up', { customer: { ...customer, id: 'a\u0000' } }, 'customer.id'],
    ['customer.signed_up', { customer: { ...customer, id: 'a\ud800' } }, 'customer.id'],
    ['customer.signed_up', { customer: { ...customer, email: 'ann' } }, 'customer.email'],
    ['customer.signed_up', { customer: { ...customer, email: 'ann@' } }, 'customer.email'],
    ['customer.signed_up', { customer: { ...customer, email: '@acme.dev' } }, 'customer.email'],
    ['customer.signed_up', { customer: { ...customer, email: 'a b@acme.dev' } }, 'customer.email'],
    ['customer.signed_up', { customer: { ...customer, email: 'a@b@acme.dev' } }, 'customer.email'],
    ['customer.signed_up', { customer: { ...customer, email: 'a@acme..dev' } }, 'customer.email'],
    ['customer.signed_up', { customer: { ...customer, email: `${'a'.repeat(250)}@b.cd` } }, 'customer.email'],
    ['customer.signed_up', { customer: { ...customer, name: 5 } }, 'customer.name'],
    ['customer.signed_up', { customer: { ...customer, name: 'x'.repeat(256) } }, 'customer.name'],
    ['customer.signed_up', { customer, clickId: '' }, 'clickId'],
    ['customer.signed_up', { customer, clickId: {} }, 'clickId'],
    ['customer.signed_up', { customer, refCookie: 'x'.repeat(4097) }, 'refCookie'],
    ['customer.signed_up', { customer, promotionCode: ['A'] }, 'promotionCode'],
    ['customer.attribution_captured', { customerId: 'acme' }, 'clickId'],
    ['customer.attribution_captured', { customerId: 'acme', clickId: null }, 'clickId'],
    ['customer.attribution_captured', { clickId: 'c' }, 'customerId'],
    ['customer.usage_recorded', { customerId: 'acme' }, 'apiCalls'],
    ['customer.usage_recorded', { customerId: 'acme', apiCalls: 0 }, 'apiCalls'],
    ['customer.usage_recorded', { customerId: 'acme', apiCalls: -1 }, 'apiCalls'],
    ['customer.usage_recorded', { customerId: 'acme', apiCalls: 1.5 }, 'apiCalls'],
    ['customer.usage_recorded', { customerId: 'acme', apiCalls: '10' }, 'apiCalls'],
    ['customer.usage_recorded', { customerId: 'acme', apiCalls: 2 ** 53 }, 'apiCalls'],
    ['customer.usage_recorded', { apiCalls: 1 }, 'customerId'],
    ['customer.members_changed', { customerId: 'acme', members: -1 }, 'members'],
    ['customer.members_changed', { customerId: 'acme', members: 2.5 }, 'members'],
    ['customer.members_changed', { customerId: 'acme', members: 2 ** 31 }, 'members'],
    ['customer.members_changed', { customerId: 'acme' }, 'members'],
    ['subscription.changed', { customerId: 'a', subscriptionId: 's', status: 'active' }, 'monthlyValue'],
    ['subscription.canceled', { customerId: 'acme' }, 'subscriptionId'],
    ['payment.succeeded', { ...payment, customerId: undefined }, 'customerId'],
    ['payment.succeeded', { ...payment, paymentId: undefined }, 'paymentId'],
    ['payment.succeeded', { ...payment, amount: undefined }, 'amount'],
    ['payment.succeeded', { ...payment, amount: 1.5 }, 'amount'],
    ['payment.succeeded', { ...payment, amount: '1.5' }, 'amount'],
    ['payment.succeeded', { ...payment, amount: '1.00' }, 'amount'],
    ['payment.succeeded', { ...payment, amount: -1 }, 'amount'],
    ['payment.succeeded', { ...payment, amount: '-1' }, 'amount'],
    ['payment.succeeded', { ...payment, amount: '+1' }, 'amount'],
    ['payment.succeeded', { ...payment, amount: ' 1' }, 'amount'],
    ['payment.succeeded', { ...payment, amount: '' }, 'amount'],
    ['payment.succeeded', { ...payment, amount: '1e3' }, 'amount'],
    ['payment.succeeded', { ...payment, amount: '0x10' }, 'amount'],
    ['payment.succeeded', { ...payment, amount: '007' }, 'amount'],
    ['payment.succeeded', { ...payment, amount: '1,000' }, 'amount'],
    ['payment.succeeded', { ...payment, amount: '9007199254740992' }, 'amount'],
    ['payment.succeeded', { ...payment, amount: 9007199254740992 }, 'amount'],
    ['payment.succeeded', { ...payment, amount: true }, 'amount'],
    ['payment.succeeded', { ...payment, amount: null }, 'amount'],
    ['payment.succeeded', { ...payment, currency: 'usd' }, 'currency'],
    ['payment.succeeded', { ...payment, currency: 'US' }, 'currency'],
    ['payment.succeeded', { ...payment, currency: undefined }, 'currency'],
    ['payment.succeeded', { ...payment, period: {} }, 'period.start'],
    ['payment.succeeded', { ...payment, period: 'month' }, 'period'],
    ['payment.succeeded', { ...payment, period: { ...period, end: period.start } }, 'period.end'],
    ['payment.succeeded', { ...payment, period: { start: period.end, end: period.start } }, 'period.end'],
    ['payment.succeeded', { ...payment, period: { ...period, end: '2126-01-01T00:00:01Z' } }, 'period.end'],
    ['payment.refunded', { paymentId: 'p', refundId: 'r' }, 'amount'],
    ['payment.refunded', { paymentId: 'p', refundId: 'r', amount: -5 }, 'amount'],
    ['payment.refunded', { paymentId: 'p', refundId: 'r', amount: '0' }, 'amount'],
    ['payment.refunded', { refundId: 'r', amount: 5 }, 'paymentId'],
    ['payment.refunded', { paymentId: 'p', amount: 5 }, 'refundId'],
    ['payment.disputed', { paymentId: 'p' }, 'disputeId'],
    ['payment.dispute_closed', { paymentId: 'p', disputeId: 'd' }, 'outcome'],
    ['payment.dispute_closed', { paymentId: 'p', disputeId: 'd', outcome: 'tied' }, 'outcome'],
    ['client.invited', { partnerHandle: 'solo' }, 'domain'],
    ['client.invited', { partnerHandle: 'solo', domain: 'https://acme.dev' }, 'domain'],
    ['client.invited', { partnerHandle: 'solo', domain: 'acme' }, 'domain'],
    ['client.invited', { partnerHandle: 'solo', domain: 'acme..dev' }, 'domain'],
    ['client.invited', { domain: 'acme.dev' }, 'partnerHandle'],
  ])('%s %j: data.%s', (type, data, field) => {
    const parsed = read(type, data);
    expect(parsed).toMatchObject({ outcome: 'invalid', type });
    if (parsed.outcome === 'invalid')
      expect(parsed.errors.map((error) => error.field)).toContain(`data.${field}`);
  });

  it('says what is wrong with every field', () => {
    expect(read('payment.succeeded', { ...payment, amount: '1.5', currency: undefined })).toMatchObject({
      reason:
        'data.amount must be a whole number of minor units: "12345", or an integer up to 2^53-1; data.currency is missing',
    });
  });
});
