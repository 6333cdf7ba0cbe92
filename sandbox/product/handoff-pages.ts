import { Hono } from 'hono';
import { html } from 'hono/html';
import { type Handoff, handoffOf, handoffs } from './inherited';
import type { Memory } from './memory';
import { moment, productPage } from './product-page';

const missing = () =>
  productPage('Not found', html`<h1>No such handoff</h1><p><a href="/product">All handoffs</a></p>`);

/** The pages of what agencies handed over. */
export function handoffPages(memory: Memory): Hono {
  const app = new Hono();
  const find = (id: string) => handoffOf(memory, memory.get('inherited', id));
  app.get('/', (context) => context.html(list(memory)));
  app.get('/handoffs/:id', (context) => {
    const handoff = find(context.req.param('id'));
    return handoff ? context.html(page(memory, handoff)) : context.html(missing(), 404);
  });
  // The message's bytes as they came, for whoever wants to compare.
  app.get('/handoffs/:id/raw', (context) => {
    const handoff = find(context.req.param('id'));
    if (!handoff) return context.text('No such handoff', 404);
    return context.body(new Uint8Array(handoff.raw), 200, { 'content-type': 'application/json' });
  });
  return app;
}

function list(memory: Memory) {
  const rows = handoffs(memory).map(
    ({ data }) => html`<tr>
<td><a href="/product/handoffs/${data.handoffId}">${data.client.name}</a></td><td>${data.client.domain}</td>
<td>${data.agency.name}</td><td>${data.configurations.length}</td><td>${data.version}</td><td>${moment(data.acceptedAt)}</td></tr>`,
  );
  const accounts = memory.list('account').map(
    (
      account,
    ) => html`<tr><td><a href="/product/accounts/${account.id}">${account.name || account.email}</a></td>
<td>${account.email}</td><td>${moment(account.signedUpAt)}</td></tr>`,
  );
  return productPage(
    'Handoffs',
    html`<h1>What agencies handed over</h1>
<p class="note">A stand-in for the product that the program sells. It takes the portal's <code>client.handed_off</code> and tells the portal what its customers do.</p>
${
  rows.length === 0
    ? html`<p>Nothing yet. When a client accepts a handoff in the portal, its configurations arrive here.</p>`
    : html`<div class="wide"><table><thead><tr><th>Client</th><th>Domain</th><th>Agency</th><th>Configurations</th><th>Version</th><th>Accepted</th></tr></thead><tbody>${rows}</tbody></table></div>`
}
<h2>Accounts</h2>
${accounts.length === 0 ? html`<p>Nobody has signed up. <a href="/product/sign-up">Sign up</a></p>` : html`<div class="wide"><table><thead><tr><th>Name</th><th>Email</th><th>Signed up</th></tr></thead><tbody>${accounts}</tbody></table></div>`}
<h2>An agency invites a client</h2>
<form method="post" action="/product/invitations" class="one">
<p><label>The agency's handle <input name="agency" required></label></p>
<p><label>Mail domain of the client <input name="domain" required></label></p>
<button>Report the invitation</button>
</form>
${toldOf(memory, '')}`,
  );
}

/** What the portal was told of an account, or of none, and what it answered; the latest first. */
export function toldOf(memory: Memory, of: string) {
  const events = memory.list('emitted').filter(({ accountId }) => accountId === of);
  const rows = events.reverse().map(
    ({ id, type, at, status, answer }) => html`<tr><td><code>${type}</code></td><td>${moment(at)}</td>
<td title="${answer}">${status === null ? 'no answer' : status < 300 ? `taken (${status})` : `refused (${status})`}</td>
<td><form method="post" action="/product/events/${id}"><button>Send again</button></form></td></tr>`,
  );
  return html`<h2>What the portal was told</h2>
<div class="wide"><table aria-label="Events"><thead><tr><th>Event</th><th>Happened</th><th>Portal</th><th></th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** The configurations as they came, each with its hash. */
export const configurationsOf = ({ configurations }: Handoff) =>
  configurations.map(
    ({ name, version, text, sha256, stated }) => html`<section aria-label="${name}">
<h3>${name}, version ${version}</h3>
<pre data-configuration="${name}">${text}</pre>
<p><code>SHA-256 ${sha256}</code><br>${sha256 === stated ? 'These bytes are what the portal says it sent.' : html`<strong role="alert">The portal says ${stated}.</strong>`}</p>
</section>`,
  );

function page(memory: Memory, handoff: Handoff) {
  const { data, sha256, webhookId } = handoff;
  const arrival = memory.get('arrival', webhookId);
  const accounts = memory.list('account').filter(({ handoffId }) => handoffId === data.handoffId);
  return productPage(
    data.client.name,
    html`<h1>${data.client.name}</h1>
<dl><dt>Domain</dt><dd>${data.client.domain}</dd><dt>Contact</dt><dd>${data.client.contactName}, ${data.client.contactEmail}</dd>
<dt>Agency</dt><dd>${data.agency.name} (${data.agency.handle})</dd><dt>Its access</dt><dd>${data.access === 'configure' ? 'may change the configuration' : 'none'}</dd>
<dt>Accepted</dt><dd>${moment(data.acceptedAt)}</dd><dt>Version</dt><dd>${data.version}</dd>
<dt>Message</dt><dd><code>${webhookId}</code>, came ${arrival?.times === 1 ? 'once' : `${arrival?.times} times`} (<a href="/product/handoffs/${data.handoffId}/raw">its bytes</a>)</dd>
<dt>SHA-256</dt><dd><code>${sha256}</code></dd></dl>
<h2>Inherited configurations</h2>
${data.configurations.length === 0 ? html`<p>None.</p>` : configurationsOf(handoff)}
<h2>Accounts</h2>
${accounts.map(({ id, name, email }) => html`<p><a href="/product/accounts/${id}">${name || email}</a></p>`)}
<p><a href="/product/sign-up">Sign up</a></p>`,
  );
}
