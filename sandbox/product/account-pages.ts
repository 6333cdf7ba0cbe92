import { Hono } from 'hono';
import { html } from 'hono/html';
import { ACTS } from './account-acts';
import { emit, newProductId, type Portal, send } from './emit';
import { configurationsOf, toldOf } from './handoff-pages';
import { handoffOf, handoffOfAddress } from './inherited';
import type { Account, Memory } from './memory';
import { moment, productPage } from './product-page';

export interface ProductWorld {
  memory: Memory;
  portal: Portal;
  /** the program's clock, milliseconds */
  now: () => number;
}

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
  app.post('/invitations', async (context) => {
    const body = await context.req.parseBody();
    const [partnerHandle, domain] = [body.agency, body.domain].map((one) => String(one ?? '').trim());
    const data = { partnerHandle, domain };
    await emit(memory, portal, { accountId: '', type: 'client.invited', at: now(), data });
    return context.redirect('/product', 303);
  });
  app.post('/events/:id', async (context) => {
    const event = memory.get('emitted', context.req.param('id'));
    if (!event) return context.notFound();
    await send(memory, portal, event.id);
    return context.redirect(event.accountId ? `/product/accounts/${event.accountId}` : '/product', 303);
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
    dispute: null,
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
  const forms = Object.entries(ACTS).map(
    ([
      name,
      { label, button, value },
    ]) => html`<form method="post" action="/product/accounts/${account.id}/${name}">
${value === null ? '' : html`<label>${label} <input name="value" value="${value}"></label>`}
<button>${button}</button></form>`,
  );
  return productPage(
    account.name || account.email,
    html`<h1>${account.name || account.email}</h1>
<p><code>${account.id}</code> · ${account.email} · signed up ${moment(account.signedUpAt)}</p>
${problem ? html`<p role="alert">${problem}</p>` : ''}
<h2>What happens next</h2><div class="acts">${forms}</div>
${toldOf(memory, account.id)}
${inherited ? html`<h2>Inherited from ${inherited.data.agency.name}</h2>${configurationsOf(inherited)}` : ''}`,
  );
}
