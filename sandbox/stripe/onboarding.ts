import { Hono } from 'hono';
import { html } from 'hono/html';
import {
  type AccountRecord,
  type AccountState,
  accountV1,
  type Requirements,
  transfersCapability,
  transfersStatus,
} from './accounts';
import type { Gateway } from './gateway';
import { hostedPage as page } from './hosted-page';

/**
 * Brings an account into a state and tells the platform, on the Connect endpoint, as Stripe does.
 * @param due what is asked for, instead of what the state asks for
 */
export function setAccountState(
  gateway: Gateway,
  id: string,
  state: AccountState,
  due?: Requirements,
): AccountRecord | undefined {
  const before = gateway.store.get('account', id);
  if (!before) return undefined;
  return gateway.act('', (call) => {
    const after = call.store.put('account', id, { ...before, state, due });
    const shown = accountV1(after);
    const { payouts_enabled } = accountV1(before);
    call.emit('account.updated', shown, { account: id, previous: { payouts_enabled } });
    if (transfersStatus(before) !== transfersStatus(after)) {
      const previous = { status: transfersStatus(before) };
      call.emit('capability.updated', transfersCapability(after), { account: id, previous });
    }
    return after;
  });
}

const form = (token: string) => html`
<h1>Get paid by transfer</h1>
<p class="note">Local stand-in for Stripe's hosted onboarding. Nothing here reaches a bank.</p>
<form method="post" action="/connect/setup/${token}">
<label for="name">Full name</label><input id="name" name="name" autocomplete="name" required>
<label for="country">Country</label>
<select id="country" name="country"><option value="US">United States</option><option value="DE">Germany</option><option value="GB">United Kingdom</option></select>
<label for="iban">Bank account</label><input id="iban" name="iban" required>
<button name="action" value="submit">Submit</button>
<button name="action" value="later" formnovalidate>Save for later</button>
</form>`;

/** The hosted pages: onboarding by a link that works once, and the recipient's own dashboard. */
export function onboardingRoutes(gateway: Gateway): Hono {
  const app = new Hono();
  app.get('/setup/:token', (context) => {
    const token = context.req.param('token');
    const link = gateway.store.get('onboarding', token);
    if (!link) return context.html(page('Link not found', html`<h1>This link does not exist</h1>`), 404);
    if (link.opened || link.expiresAt < gateway.now()) return context.redirect(link.refreshUrl, 302);
    gateway.store.put('onboarding', token, { ...link, opened: true });
    gateway.store.commit();
    return context.html(page('Set up payouts', form(token)));
  });
  app.post('/setup/:token', async (context) => {
    const link = gateway.store.get('onboarding', context.req.param('token'));
    if (!link?.opened)
      return context.html(page('Link not found', html`<h1>This link does not exist</h1>`), 404);
    const body = await context.req.parseBody();
    const account = gateway.store.get('account', link.account);
    if (body.action !== 'later' && account) {
      const name = typeof body.name === 'string' ? body.name : null;
      gateway.store.put('account', account.id, {
        ...account,
        name,
        country: String(body.country ?? account.country),
      });
      setAccountState(gateway, account.id, 'active');
    }
    return context.redirect(link.returnUrl, 303);
  });
  app.get('/express/:id', (context) => {
    const account = gateway.store.get('account', context.req.param('id'));
    const received = gateway.store.list('transfer').filter((one) => one.destination === account?.id);
    const rows = received.map(
      (one) =>
        html`<li>${(one.amount - one.amount_reversed) / 100} ${one.currency.toUpperCase()}, ${one.transfer_group ?? ''}</li>`,
    );
    return context.html(page('Your payouts', html`<h1>Received</h1><ul>${rows}</ul>`), account ? 200 : 404);
  });
  return app;
}
