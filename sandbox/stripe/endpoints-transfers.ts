import type Stripe from 'stripe';
import { availableBalance, balanceObject, moveBalance } from './balance';
import { type Call, type Endpoint, find, page, params } from './endpoint';
import { invalid, missing, refused } from './errors';
import { listEndpoint } from './list';
import { accountBalance } from './payouts';
import { stripeId } from './stripe-id';

const ENOUGH =
  'You have insufficient available funds in your Stripe account. Try adding funds directly to your available balance.';
const NOT_CAPABLE =
  'Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments';

function createTransfer(call: Call): object {
  const read = params(
    call,
    'amount',
    'currency',
    'description',
    'destination',
    'metadata',
    'source_transaction',
    'source_type',
    'transfer_group',
  );
  const amount = read.integer('amount');
  const currency = read.required('currency').toLowerCase();
  const destination = read.required('destination');
  if (amount === undefined) throw invalid('Missing required param: amount.', 'amount', 'parameter_missing');
  if (amount < 1)
    throw invalid('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
  const metadata = read.metadata();
  const account = call.store.get('account', destination);
  if (!account || account.deauthorized)
    throw Object.assign(missing('destination', destination, 'destination'), { status: 400 });
  if (account.state !== 'active') throw refused('insufficient_capabilities_for_transfer', NOT_CAPABLE);
  const available = availableBalance(call, currency);
  if (available < amount) throw refused('balance_insufficient', ENOUGH);

  const id = stripeId('tr');
  const transfer: Stripe.Transfer = {
    id,
    object: 'transfer',
    amount,
    amount_reversed: 0,
    balance_transaction: stripeId('txn'),
    created: call.now,
    currency,
    description: read.text('description') ?? null,
    destination,
    destination_payment: stripeId('py'),
    livemode: false,
    metadata,
    reversals: { object: 'list', data: [], has_more: false, url: `/v1/transfers/${id}/reversals` },
    reversed: false,
    source_transaction: null,
    source_type: 'card',
    transfer_group: read.text('transfer_group') ?? null,
  };
  moveBalance(call, currency, -amount);
  call.store.put('transfer', id, transfer);
  call.store.put('transferKey', id, { key: call.idempotencyKey });
  call.emit('transfer.created', transfer);
  return transfer;
}

function reverseTransfer(call: Call): object {
  const read = params(call, 'amount', 'description', 'metadata', 'refund_application_fee');
  const transfer = find(call, 'transfer', call.ids.id ?? '', 'transfer');
  const left = transfer.amount - transfer.amount_reversed;
  const amount = read.integer('amount') ?? left;
  if (left === 0)
    throw invalid(
      `Transfer ${transfer.id} is already fully reversed.`,
      undefined,
      'transfer_already_reversed',
    );
  if (amount < 1 || amount > left) {
    throw invalid(
      `Reversal amount (${amount}) is greater than unreversed amount on transfer (${left})`,
      'amount',
    );
  }
  if (accountBalance(call, String(transfer.destination), transfer.currency) < amount)
    throw refused('balance_insufficient', 'The connected account does not have the money any more.');
  const reversal: Stripe.TransferReversal = {
    id: stripeId('trr'),
    object: 'transfer_reversal',
    amount,
    balance_transaction: stripeId('txn'),
    created: call.now,
    currency: transfer.currency,
    destination_payment_refund: stripeId('pyr'),
    metadata: read.metadata(),
    source_refund: null,
    transfer: transfer.id,
  };
  const reversed: Stripe.Transfer = {
    ...transfer,
    amount_reversed: transfer.amount_reversed + amount,
    reversed: amount === left,
    reversals: { ...transfer.reversals, data: [reversal, ...transfer.reversals.data].slice(0, 10) },
  };
  call.store.put('transfer', transfer.id, reversed);
  moveBalance(call, transfer.currency, amount);
  const previous = { amount_reversed: transfer.amount_reversed, reversed: transfer.reversed };
  call.emit('transfer.reversed', reversed, { previous });
  return reversal;
}

function listReversals(call: Call): object {
  params(call, 'ending_before', 'limit', 'starting_after');
  const transfer = find(call, 'transfer', call.ids.id ?? '', 'transfer');
  return page(call, transfer.reversals.url, [...transfer.reversals.data].reverse());
}

function balance(call: Call): object {
  params(call);
  return balanceObject(call);
}

/** Money from the platform to connected accounts (integrations.md section 3, "Transfers"). */
export const transferEndpoints: Endpoint[] = [
  { method: 'POST', path: '/v1/transfers', handle: createTransfer },
  listEndpoint('/v1/transfers', ['destination', 'transfer_group'], (call) => call.store.list('transfer')),
  {
    method: 'GET',
    path: '/v1/transfers/:id',
    handle: (call) => {
      params(call);
      return find(call, 'transfer', call.ids.id ?? '', 'transfer');
    },
  },
  { method: 'POST', path: '/v1/transfers/:id/reversals', handle: reverseTransfer },
  { method: 'GET', path: '/v1/transfers/:id/reversals', handle: listReversals },
  { method: 'GET', path: '/v1/balance', handle: balance },
];
