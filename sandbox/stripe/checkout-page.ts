import { Hono } from 'hono';
import { html } from 'hono/html';
import type Stripe from 'stripe';
import { formatMoney } from '../../app/kernel/money';
import { StripeFailure } from './errors';
import type { Gateway } from './gateway';
import { hostedPage } from './hosted-page';
import type { Cart } from './records';
import { cartTotals, completeSession } from './sessions';

const money = (amount: number, currency: string) => formatMoney(BigInt(amount), currency.toUpperCase());

function every({ item }: Cart): string {
  if (!item.billing) return 'once';
  const { interval, intervalCount } = item.billing;
  return intervalCount === 1 ? `every ${interval}` : `every ${intervalCount} ${interval}s`;
}

interface Shown {
  session: Stripe.Checkout.Session;
  cart: Cart;
  totals: ReturnType<typeof cartTotals>;
  problem?: string | undefined;
  /** what was filled in before */
  typed?: { email: string; name: string; promotionCode: string } | undefined;
}

const row = (name: string, value: string, total = false) =>
  html`<dt class="${total ? 'total' : ''}">${name}</dt><dd class="${total ? 'total' : ''}">${value}</dd>`;

/** What is bought, and how it is to be paid. */
function form({ session, cart, totals, problem, typed }: Shown) {
  const currency = session.currency ?? 'usd';
  const days = cart.purchase.trialDays;
  const title = `Pay for ${cart.item.description}`;
  return hostedPage(
    title,
    html`
<h1>${title}</h1>
<p class="note">Local stand-in for Stripe's checkout. No money moves and no card is asked for.</p>
${problem ? html`<p role="alert">${problem}</p>` : ''}
<dl>
${row(`${cart.item.description}, ${every(cart)}`, money(totals.subtotal, currency))}
${totals.discount > 0 ? row('Discount', `-${money(totals.discount, currency)}`) : ''}
${totals.tax > 0 ? row(cart.item.inclusive ? 'Tax, included' : 'Tax', money(totals.tax, currency)) : ''}
${days ? row(`Due after ${days} days of trial`, money(totals.total, currency), true) : row('Total', money(totals.total, currency), true)}
</dl>
<form method="post">
<label for="email">Email</label>
<input id="email" name="email" type="email" autocomplete="email" required value="${typed?.email ?? session.customer_email ?? ''}">
<label for="name">Name</label><input id="name" name="name" autocomplete="name" required value="${typed?.name ?? ''}">
${session.allow_promotion_codes ? html`<label for="promotion">Promotion code</label><input id="promotion" name="promotion" autocomplete="off" value="${typed?.promotionCode ?? ''}">` : ''}
<fieldset><legend>How the bank answers</legend>
<label><input type="radio" name="answer" value="pay" checked>It pays</label>
<label><input type="radio" name="answer" value="slow">It takes days (a bank debit)</label>
<label><input type="radio" name="answer" value="decline">It declines the card</label>
</fieldset>
<button>Pay</button>
</form>
${session.cancel_url ? html`<p><a href="${session.cancel_url}">Back without paying</a></p>` : ''}`,
  );
}

/** A way back to the merchant: with the session's id in the place that is kept for it. */
function successUrl(session: Stripe.Checkout.Session): string | null {
  return session.success_url?.replaceAll('{CHECKOUT_SESSION_ID}', session.id) ?? null;
}

const over = (status: string | null) =>
  hostedPage(
    'Nothing to pay',
    html`<h1>Nothing to pay</h1><p>${status === 'complete' ? 'This was paid already.' : 'This checkout has expired. Go back to the shop and begin again.'}</p>`,
  );

/** The hosted payment page of a checkout session. */
export function checkoutRoutes(gateway: Gateway): Hono {
  const app = new Hono();
  const shown = (id: string): Shown | { status: string | null } | null => {
    const session = gateway.store.get('session', id);
    const cart = gateway.store.get('cart', id);
    if (!session || !cart) return null;
    const isOver = session.status !== 'open' || session.expires_at <= gateway.now();
    if (isOver) return { status: session.status };
    return { session, cart, totals: gateway.act('', (call) => cartTotals(call, cart)) };
  };
  app.get('/:id', (context) => {
    const found = shown(context.req.param('id'));
    if (!found) return context.html(hostedPage('Not found', html`<h1>No such checkout</h1>`), 404);
    return 'cart' in found ? context.html(form(found)) : context.html(over(found.status), 410);
  });
  app.post('/:id', async (context) => {
    const id = context.req.param('id');
    const found = shown(id);
    if (!found) return context.html(hostedPage('Not found', html`<h1>No such checkout</h1>`), 404);
    if (!('cart' in found)) return context.html(over(found.status), 410);
    const body = await context.req.parseBody();
    const text = (name: string) => (typeof body[name] === 'string' ? String(body[name]).trim() : '');
    const typed = { email: text('email'), name: text('name'), promotionCode: text('promotion') };
    const again = (problem: string) => context.html(form({ ...found, problem, typed }), 402);
    if (!text('email')) return again('An email address is needed for the receipt.');
    if (text('answer') === 'decline') return again('The card was declined. Try another one.');
    try {
      const slowly = text('answer') === 'slow';
      const paid = gateway.act('', (call) => completeSession(call, id, { ...typed, slowly }));
      const back = successUrl(paid);
      if (back) return context.redirect(back, 303);
    } catch (error) {
      if (!(error instanceof StripeFailure)) throw error;
      return again(error.message);
    }
    return context.html(hostedPage('Paid', html`<h1>Thank you</h1><p>This was paid.</p>`));
  });
  return app;
}
