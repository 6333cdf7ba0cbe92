import { Hono } from 'hono';
import { html } from 'hono/html';
import { parseAmount } from '../../app/kernel/amount-input';
import { addMonths } from '../../app/kernel/time';
import { emit, newProductId, type Portal, send } from './emit';
import { configurationsOf } from './handoff-pages';
import { handoffOf, handoffOfAddress } from './inherited';
import type { Account, Memory } from './memory';
import { moment, productPage } from './product-page';

export interface ProductWorld {
  memory: Memory;
  portal: Portal;
  /** the program's clock, milliseconds */
  now: () => number;
}

const CURRENCY = 'USD';

/** What an account can do; each is an event of contract.md, "Product events". A text is what is wrong with the wish. */
type Act = (
  account: Account,
  value: string,
  at: number,
) => { type: string; data: object; change?: Partial<Account> } | string;

const count = (value: string) => (/^\d{1,9}$/.test(value) ? Number(value) : null);

const ACTS: Record<string, { label: string; button: string; value: string | null; act: Act }> = {
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
      const paymentId = `${id}-pay-${payments + 1}`;
      const data = { customerId: id, paymentId, amount: String(amount), currency: CURRENCY, period };
      return { type: 'payment.succeeded', data, change: { payments: payments + 1 } };
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

/** The pages of the product's own customers: signing up, and what they do. */
export function accountPages(world: ProductWorld): Hono {
  const { memory, portal, now } = world;
  const app = new Hono();
  app.get('/sign-up', (context) => context.html(signUp({ token: context.req.query('handoff') ?? '' })));
  app.post('/sign-up', async (context) => {
    const typed = readTyped(await context.req.parseBody());
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(typed.email)) {
      return context.html(signUp({ ...typed, problem: 'Your work address is needed.' }), 422);
    }
    const account = open(world, typed);
    const data = {
      customer: { id: account.id, email: account.email, ...(account.name && { name: account.name }) },
      ...(typed.token && { handoffToken: typed.token }),
    };
    await emit(memory, portal, { accountId: account.id, type: 'customer.signed_up', at: now(), data });
    return context.redirect(`/product/accounts/${account.id}`, 303);
  });
  app.get('/accounts/:id', (context) => {
    const account = memory.get('account', context.req.param('id'));
    return account ? context.html(accountPage(memory, account)) : context.notFound();
  });
  app.post('/accounts/:id/:act', async (context) => {
    const account = memory.get('account', context.req.param('id'));
    const chosen = ACTS[context.req.param('act')];
    if (!account || !chosen) return context.notFound();
    const { value } = await context.req.parseBody();
    const at = now();
    const wish = chosen.act(account, typeof value === 'string' ? value.trim() : '', at);
    if (typeof wish === 'string') return context.html(accountPage(memory, account, wish), 422);
    memory.put('account', account.id, { ...account, ...wish.change });
    await emit(memory, portal, { accountId: account.id, type: wish.type, at, data: wish.data });
    return context.redirect(`/product/accounts/${account.id}`, 303);
  });
  app.post('/events/:id', async (context) => {
    const event = memory.get('emitted', context.req.param('id'));
    if (!event) return context.notFound();
    await send(memory, portal, event.id);
    return context.redirect(`/product/accounts/${event.accountId}`, 303);
  });
  return app;
}

interface Typed {
  token?: string;
  email?: string;
  name?: string;
}

function readTyped(body: Record<string, unknown>): Required<Typed> {
  const text = (name: string) => (typeof body[name] === 'string' ? body[name].trim() : '');
  return { token: text('handoff'), email: text('email'), name: text('name') };
}

function open({ memory, now }: ProductWorld, { email, name }: Required<Typed>): Account {
  const id = newProductId('acct');
  const handoffId = handoffOfAddress(memory, email)?.data.handoffId ?? null;
  const signedUpAt = new Date(now()).toISOString();
  return memory.put('account', id, {
    id,
    name,
    email,
    handoffId,
    signedUpAt,
    subscriptionId: null,
    payments: 0,
  });
}

function signUp({ token = '', email = '', name = '', problem }: Typed & { problem?: string }) {
  return productPage(
    'Sign up',
    html`<h1>Create your account</h1>
${token ? html`<p class="note">You accepted a handoff: your agency's configuration waits for you here.</p>` : ''}
${problem ? html`<p role="alert">${problem}</p>` : ''}
<form method="post" action="/product/sign-up" class="one">
<input type="hidden" name="handoff" value="${token}">
<p><label for="name">Name</label><input id="name" name="name" autocomplete="name" value="${name}"></p>
<p><label for="email">Work email</label><input id="email" name="email" type="email" autocomplete="email" required value="${email}"></p>
<button>Create account</button>
</form>`,
  );
}

function accountPage(memory: Memory, account: Account, problem?: string) {
  const inherited = handoffOf(memory, memory.get('inherited', account.handoffId ?? ''));
  const events = memory.list('emitted').filter(({ accountId }) => accountId === account.id);
  const forms = Object.entries(ACTS).map(
    ([
      name,
      { label, button, value },
    ]) => html`<form method="post" action="/product/accounts/${account.id}/${name}">
${value === null ? '' : html`<label>${label} <input name="value" inputmode="decimal" value="${value}"></label>`}
<button>${button}</button></form>`,
  );
  const rows = events.reverse().map(
    ({ id, type, at, status, answer }) => html`<tr><td><code>${type}</code></td><td>${moment(at)}</td>
<td title="${answer}">${status === null ? 'no answer' : status < 300 ? `taken (${status})` : `refused (${status})`}</td>
<td><form method="post" action="/product/events/${id}"><button>Send again</button></form></td></tr>`,
  );
  return productPage(
    account.name || account.email,
    html`<h1>${account.name || account.email}</h1>
<p><code>${account.id}</code> · ${account.email} · signed up ${moment(account.signedUpAt)}</p>
${problem ? html`<p role="alert">${problem}</p>` : ''}
<h2>What happens next</h2><div class="acts">${forms}</div>
<h2>What the portal was told</h2>
<div class="wide"><table aria-label="Events"><thead><tr><th>Event</th><th>Happened</th><th>Portal</th><th></th></tr></thead><tbody>${rows}</tbody></table></div>
${inherited ? html`<h2>Inherited from ${inherited.data.agency.name}</h2>${configurationsOf(inherited)}` : ''}`,
  );
}
