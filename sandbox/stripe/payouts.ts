import type Stripe from 'stripe';
import { accountV1 } from './accounts';
import { bankAccount } from './bank-account';
import { nulls } from './billing-objects';
import { type Call, type Endpoint, find, page, params } from './endpoint';
import { invalid, missing } from './errors';
import { stripeId } from './stripe-id';

const NEXT: Record<string, readonly string[]> = {
  pending: ['in_transit', 'paid', 'failed', 'canceled'],
  in_transit: ['paid', 'failed'],
  // some are found out afterwards (docs.stripe.com/connect/webhooks)
  paid: ['failed'],
};

const MESSAGES: Record<string, string> = {
  account_closed: 'The bank account has been closed.',
  no_account: 'The bank account could not be located.',
  could_not_process: 'The bank could not process this payout.',
  debit_not_authorized: 'Debit transactions are not approved on the bank account.',
};

/** What an account received and did not pay out yet, minor units. */
export function accountBalance(call: Pick<Call, 'store'>, account: string, currency: string): number {
  const received = call.store
    .list('transfer')
    .filter((one) => one.destination === account && one.currency === currency)
    .reduce((sum, one) => sum + one.amount - one.amount_reversed, 0);
  const sent = call.store
    .list('payout')
    .filter((one) => one.account === account && one.payout.currency === currency)
    .filter(({ payout }) => payout.status !== 'failed' && payout.status !== 'canceled')
    .reduce((sum, { payout }) => sum + payout.amount, 0);
  return received - sent;
}

/** Stripe pays out to the account's bank, as it does by itself every day. */
export function createPayout(
  call: Call,
  accountId: string,
  input: { amount?: number | undefined; currency?: string | undefined },
): Stripe.Payout {
  const account = find(call, 'account', accountId, 'account');
  const currency = (input.currency ?? account.currency).toLowerCase();
  const available = accountBalance(call, accountId, currency);
  const amount = input.amount ?? available;
  if (account.state !== 'active') throw invalid('Payouts are not enabled.', undefined, 'payouts_not_allowed');
  if (amount < 1 || amount > available)
    throw invalid(`The account has ${available} to pay out.`, 'amount', 'balance_insufficient');
  const payout = {
    id: stripeId('po'),
    object: 'payout',
    ...nulls('application_fee application_fee_amount description failure_balance_transaction'),
    ...nulls('failure_code failure_message original_payout payout_method reversed_by statement_descriptor'),
    amount,
    arrival_date: call.now + 2 * 86_400,
    automatic: true,
    balance_transaction: stripeId('txn'),
    created: call.now,
    currency,
    destination: account.bankAccount ?? `ba_${account.id.slice(5)}`,
    livemode: false,
    metadata: {},
    method: 'standard',
    reconciliation_status: 'in_progress',
    source_type: 'card',
    status: 'pending',
    trace_id: { status: 'pending', value: null },
    type: 'bank_account',
  } as unknown as Stripe.Payout;
  call.store.put('payout', payout.id, { account: accountId, payout });
  call.emit('payout.created', payout, { account: accountId });
  return payout;
}

/** The bank takes it or not; one that failed disables the bank account until it is replaced (integrations.md section 3). */
export function changePayout(
  call: Call,
  id: string,
  input: { status: string; failureCode?: string | undefined },
): Stripe.Payout {
  const { account: accountId, payout } = find(call, 'payout', id, 'payout');
  const { status } = input;
  if (!NEXT[payout.status]?.includes(status))
    throw invalid(`A payout that is ${payout.status} does not become ${status}.`, 'status');
  const code = input.failureCode ?? 'account_closed';
  const failed = status === 'failed';
  const after = {
    ...payout,
    status,
    ...(status === 'paid'
      ? {
          reconciliation_status: 'completed' as const,
          trace_id: { status: 'supported', value: id.slice(-15).toUpperCase() },
        }
      : {}),
    ...(failed
      ? {
          failure_code: code,
          failure_message: MESSAGES[code] ?? 'The payout failed.',
          failure_balance_transaction: stripeId('txn'),
        }
      : {}),
  };
  call.store.put('payout', id, { account: accountId, payout: after });
  const previous = { status: payout.status };
  const type = status === 'in_transit' ? 'payout.updated' : `payout.${status}`;
  call.emit(type, after, { account: accountId, previous });
  if (failed) loseBankAccount(call, accountId);
  return after;
}

function loseBankAccount(call: Call, accountId: string): void {
  const before = find(call, 'account', accountId, 'account');
  const after = call.store.put('account', accountId, { ...before, bankErrored: true });
  call.emit('account.external_account.updated', bankAccount(after), {
    account: accountId,
    previous: { status: 'new' },
  });
  call.emit('account.updated', accountV1(after), {
    account: accountId,
    previous: { payouts_enabled: before.state === 'active' },
  });
}

/** Another bank account takes the place of the one before. */
export function replaceBankAccount(call: Call, accountId: string): object {
  const before = find(call, 'account', accountId, 'account');
  call.emit('account.external_account.deleted', bankAccount(before), { account: accountId });
  const next = { ...before, bankAccount: stripeId('ba'), bankErrored: false };
  const after = call.store.put('account', accountId, next);
  const made = bankAccount(after);
  call.emit('account.external_account.created', made, { account: accountId });
  call.emit('account.updated', accountV1(after), { account: accountId, previous: {} });
  return made;
}

/** The partner takes the platform's access away: the account is out of reach from then on. */
export function deauthorize(call: Call, accountId: string): object {
  const before = find(call, 'account', accountId, 'account');
  call.store.put('account', accountId, { ...before, deauthorized: true });
  const application = { id: stripeId('ca'), object: 'application', name: 'Tributary' };
  call.emit('account.application.deauthorized', application, { account: accountId });
  return application;
}

const onAccount = (call: Call): string => {
  if (!call.account) throw missing('payout', call.ids.id ?? '');
  return call.account;
};

/** A connected account's payouts, read in its name (`Stripe-Account`). */
export const payoutEndpoints: Endpoint[] = [
  {
    method: 'GET',
    path: '/v1/payouts',
    handle: (call) => {
      const read = params(call, 'created', 'ending_before', 'limit', 'starting_after', 'status');
      const status = read.text('status');
      const matching = call.store
        .list('payout')
        .filter(({ account, payout }) => account === call.account && (!status || payout.status === status))
        .map(({ payout }) => payout);
      return page(call, '/v1/payouts', matching);
    },
  },
  {
    method: 'GET',
    path: '/v1/payouts/:id',
    handle: (call) => {
      params(call);
      const { account, payout } = find(call, 'payout', call.ids.id ?? '', 'payout');
      if (account !== onAccount(call)) throw missing('payout', payout.id);
      return payout;
    },
  },
];
