import { newCustomer } from './billing-objects';
import { creditNoteEndpoints } from './credit-notes';
import { type Call, type Endpoint, find, page, params, retrieve } from './endpoint';
import { invoiceEndpoints } from './endpoints-invoices';
import { subscriptionEndpoints } from './endpoints-subscriptions';
import { createdFilter, listEndpoint } from './list';
import { Params } from './params';
import { refundEndpoints } from './refunds';

/** How far `GET /v1/events` reaches back. */
const EVENTS_SECONDS = 30 * 86_400;

function createCustomer(call: Call): object {
  const read = params(call, 'balance', 'description', 'email', 'metadata', 'name', 'phone');
  const [email, name] = [read.text('email'), read.text('name')];
  const made = newCustomer({
    ...(email === undefined ? {} : { email }),
    ...(name === undefined ? {} : { name }),
    ...{ metadata: read.metadata(), at: call.now },
  });
  const customer = { ...made, balance: read.integer('balance') ?? 0 };
  call.store.put('customer', customer.id, customer);
  call.emit('customer.created', customer);
  return customer;
}

function updateCustomer(call: Call): object {
  const read = params(call, 'balance', 'description', 'email', 'metadata', 'name', 'phone');
  const before = find(call, 'customer', call.ids.id ?? '', 'customer');
  const updated = {
    ...before,
    balance: read.integer('balance') ?? before.balance,
    metadata: { ...before.metadata, ...read.metadata() },
    email: read.text('email') ?? before.email,
    name: read.text('name') ?? before.name,
  };
  call.store.put('customer', before.id, updated);
  const { metadata, email, balance } = before;
  call.emit('customer.updated', updated, { previous: { metadata, email, balance } });
  return updated;
}

/** Events of the last thirty days, of some types if asked for. */
function listEvents(call: Call): object {
  const read = params(
    call,
    'created',
    'delivery_success',
    'ending_before',
    'limit',
    'starting_after',
    'type',
    'types',
  );
  const wanted = new Set([
    ...read.list('types').map(String),
    ...(read.text('type') ? [read.text('type')] : []),
  ]);
  const made = createdFilter(call);
  const matching = call.store
    .list('event')
    .filter((one) => one.created > call.now - EVENTS_SECONDS && one.account === undefined)
    .filter((one) => made(one) && (wanted.size === 0 || wanted.has(one.type)));
  return page(call, '/v1/events', matching);
}

/** Customers, subscriptions, invoices, charges, refunds, credit notes and what was said of them. */
export const billingEndpoints: Endpoint[] = [
  { method: 'POST', path: '/v1/customers', handle: createCustomer },
  { method: 'POST', path: '/v1/customers/:id', handle: updateCustomer },
  {
    method: 'GET',
    path: '/v1/customers',
    handle: (call) => {
      const read = new Params(call.form, Object.keys(call.form));
      const email = read.text('email');
      const made = createdFilter(call);
      const matching = call.store
        .list('customer')
        .filter((one) => made(one) && (!email || one.email === email));
      return page(call, '/v1/customers', matching);
    },
  },
  retrieve('/v1/customers/:id', 'customer', 'customer'),
  ...subscriptionEndpoints,
  ...invoiceEndpoints,
  listEndpoint('/v1/charges', ['customer', 'payment_intent'], (call) => call.store.list('charge')),
  ...refundEndpoints,
  ...creditNoteEndpoints,
  { method: 'GET', path: '/v1/events', handle: listEvents },
  retrieve('/v1/events/:id', 'event', 'event'),
];
