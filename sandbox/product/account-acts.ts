import { parseAmount } from '../../app/kernel/amount-input';
import { addMonths } from '../../app/kernel/time';
import { newProductId } from './emit';
import type { Account } from './memory';

const CURRENCY = 'USD';

/** What an account can do; each is an event of contract.md, "Product events". A text is what is wrong with the wish. */
type Act = (
  account: Account,
  value: string,
  at: number,
) => { type: string; data: object; change?: Partial<Account> } | string;

const paymentOf = (accountId: string, number: number) => `${accountId}-pay-${number}`;

const count = (value: string) => (/^\d{1,9}$/.test(value) ? Number(value) : null);

/** By the last part of the form's address. */
export const ACTS: Record<string, { label: string; button: string; value: string | null; act: Act }> = {
  use: {
    label: 'API calls',
    button: 'Record use',
    value: '1',
    act: ({ id }, value) => {
      const apiCalls = count(value);
      if (!apiCalls) return 'API calls must be a whole number from 1 on.';
      return { type: 'customer.usage_recorded', data: { customerId: id, apiCalls } };
    },
  },
  members: {
    label: 'Members',
    button: 'Set members',
    value: '3',
    act: ({ id }, value) => {
      const members = count(value);
      if (members === null) return 'Members must be a whole number.';
      return { type: 'customer.members_changed', data: { customerId: id, members } };
    },
  },
  subscription: {
    label: 'Monthly value, USD',
    button: 'Subscribe',
    value: '200.00',
    act: ({ id, subscriptionId: before }, value) => {
      const amount = parseAmount(value, CURRENCY);
      if (amount === undefined) return 'The monthly value must be an amount such as 200.00.';
      const subscriptionId = before ?? newProductId('sub');
      const monthlyValue = { amount: String(amount), currency: CURRENCY };
      const data = { customerId: id, subscriptionId, status: 'active', monthlyValue };
      return { type: 'subscription.changed', data, change: { subscriptionId } };
    },
  },
  payment: {
    label: 'Amount of a month, USD',
    button: 'Pay',
    value: '200.00',
    act: ({ id, payments }, value, at) => {
      const amount = parseAmount(value, CURRENCY);
      if (!amount) return 'The amount must be one such as 200.00.';
      const period = { start: new Date(at).toISOString(), end: new Date(addMonths(at, 1)).toISOString() };
      const paymentId = paymentOf(id, payments + 1);
      const data = { customerId: id, paymentId, amount: String(amount), currency: CURRENCY, period };
      return { type: 'payment.succeeded', data, change: { payments: payments + 1 } };
    },
  },
  refund: {
    label: 'Refund of the last payment, USD',
    button: 'Give back',
    value: '50.00',
    act: ({ id, payments }, value) => {
      const amount = parseAmount(value, CURRENCY);
      if (payments === 0) return 'There is no payment to give back.';
      if (!amount) return 'The amount must be one such as 50.00.';
      const paymentId = paymentOf(id, payments);
      return {
        type: 'payment.refunded',
        data: { paymentId, refundId: newProductId('re'), amount: String(amount) },
      };
    },
  },
  dispute: {
    label: '',
    button: 'Dispute the last payment',
    value: null,
    act: ({ id, payments }) => {
      if (payments === 0) return 'There is no payment to dispute.';
      const dispute = { paymentId: paymentOf(id, payments), disputeId: newProductId('dp') };
      return { type: 'payment.disputed', data: dispute, change: { dispute } };
    },
  },
  verdict: {
    label: 'The dispute is won or lost',
    button: 'Close the dispute',
    value: 'lost',
    act: ({ dispute }, outcome) => {
      if (!dispute) return 'There is no open dispute.';
      if (outcome !== 'won' && outcome !== 'lost') return 'A dispute is won or lost.';
      return { type: 'payment.dispute_closed', data: { ...dispute, outcome }, change: { dispute: null } };
    },
  },
  capture: {
    label: 'Id of a later click',
    button: 'Report the click',
    value: '',
    act: ({ id }, clickId) => {
      if (!/^[\w-]{1,200}$/.test(clickId)) return 'The id of a click is needed.';
      return { type: 'customer.attribution_captured', data: { customerId: id, clickId } };
    },
  },
  cancellation: {
    label: '',
    button: 'Cancel the subscription',
    value: null,
    act: ({ id, subscriptionId }) => {
      if (!subscriptionId) return 'There is no subscription.';
      const data = { customerId: id, subscriptionId };
      return { type: 'subscription.canceled', data, change: { subscriptionId: null } };
    },
  },
};
