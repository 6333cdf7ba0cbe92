import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import Stripe from 'stripe';
import { expect, test } from '../fixtures';
import { followMail, showSecondFactor, signIn, signUp } from '../people';
import type { RunningPortal } from '../running-portal';

const STUDIO = { kind: 'Agency', name: 'Lines Studio', handle: 'lines', email: 'ada@lines.test' } as const;

// $600.00 a month without tax; the tax of a fifth comes on top. An agency earns 20 % of what is paid without tax: $120.00.
const MONTHLY = 60_000;
const CHARGED = 72_000;

/** Stripe's own SDK, as the product's server uses it. */
function stripeOf({ stripe, environment }: RunningPortal): Stripe {
  const { hostname, port } = new URL(stripe.url);
  return new Stripe(environment.STRIPE_SECRET_KEY ?? '', { host: hostname, port, protocol: 'http' });
}

/** What the product's server does when somebody wants to buy: a checkout that names its customer. */
async function openCheckout(stripe: Stripe, site: string): Promise<string> {
  const price_data = {
    currency: 'usd',
    unit_amount: MONTHLY,
    tax_behavior: 'exclusive' as const,
    recurring: { interval: 'month' as const },
    product_data: { name: 'Platform' },
  };
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ quantity: 1, price_data }],
    automatic_tax: { enabled: true },
    client_reference_id: 'acme-1',
    success_url: `${site}/thanks`,
  });
  return session.url ?? '';
}

const money = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Your money' }).getByRole('listitem').filter({ hasText: name });

/** The charges of the subscription, oldest first. */
async function chargesOf(stripe: Stripe): Promise<Stripe.Charge[]> {
  return (await stripe.charges.list({ limit: 100 })).data.sort((a, b) => a.created - b.created);
}

test('half a year at Stripe: pages, explanation and statement agree to the cent', async ({
  page,
  portal,
  site,
  someoneElse,
}) => {
  test.setTimeout(300_000);
  const stripe = stripeOf(portal);
  await portal.moveClock('2026-01-01T12:00:00Z');

  await test.step('an agency joins, confirms its address and connects an account on Stripe’s pages', async () => {
    await signUp(page, STUDIO);
    await expect(page).toHaveURL('/dashboard');
    await followMail(page, /Confirm your address/);
    await page.getByRole('button', { name: 'Confirm address' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Your address is confirmed' })).toBeVisible();
    await page.goto('/payouts');
    await page.getByRole('link', { name: 'Connect an account' }).last().click();
    await page.getByLabel('Full name').fill('Ada');
    await page.getByLabel('Bank account').fill('DE89370400440532013000');
    await page.getByRole('button', { name: 'Submit' }).click();
    await expect(page.getByText('Your account is connected')).toBeVisible();
    // asks itself, so that one payout carries everything
    await page.getByRole('button', { name: 'Turn off' }).click();
    await expect(page.getByRole('button', { name: 'Turn on' })).toBeVisible();
  });

  await test.step('the program takes it', async () => {
    const { data } = await portal.api<{ data: Array<{ id: string }> }>('GET', '/partners');
    await portal.api('PATCH', `/partners/${data[0]?.id}`, { status: 'active' });
  });

  await test.step('its client signs up at the product and pays on Stripe’s page', async () => {
    await portal.send({
      type: 'client.invited',
      timestamp: '2026-01-01T12:00:00Z',
      data: { partnerHandle: 'lines', domain: 'acme.dev' },
    });
    await portal.moveClock('2026-01-02T12:00:00Z');
    await portal.send({
      type: 'customer.signed_up',
      timestamp: '2026-01-02T12:00:00Z',
      data: { customer: { id: 'acme-1', email: 'ann@acme.dev', name: 'Acme' } },
    });
    const client = await someoneElse();
    await client.goto(await openCheckout(stripe, site));
    await expect(client.getByText('$720.00').first()).toBeVisible();
    await client.getByLabel('Email').fill('ann@acme.dev');
    await client.getByLabel('Name').fill('Acme');
    await client.getByRole('button', { name: 'Pay' }).click();
    await expect(client).toHaveURL(`${site}/thanks`);
    await expect(async () => {
      await page.goto('/dashboard?range=all');
      await expect(money(page, 'Pending')).toContainText('$120.00', { timeout: 1000 });
    }).toPass({ timeout: 20_000 });
  });

  await test.step('the subscription renews six times while the clock goes on', async () => {
    for (const to of ['2026-03-15', '2026-05-15', '2026-07-03']) await portal.moveClock(`${to}T12:00:00Z`);
    expect((await chargesOf(stripe)).map(({ amount }) => amount)).toEqual(Array(7).fill(CHARGED));
  });

  await test.step('one payment is refunded in two parts, another is disputed and lost', async () => {
    const charges = await chargesOf(stripe);
    const [refunded, disputed] = [charges[1]?.id ?? '', charges[2]?.id ?? ''];
    await stripe.refunds.create({ charge: refunded, amount: 20_000 });
    await portal.moveClock('2026-07-05T12:00:00Z');
    await stripe.refunds.create({ charge: refunded });
    const dispute = await control(portal, `/charges/${disputed}/disputes`, {});
    await portal.moveClock('2026-07-20T12:00:00Z');
    await control(portal, `/disputes/${dispute.id}`, { status: 'lost' });
    await portal.moveClock('2026-08-20T12:00:00Z');
  });

  await test.step('the dashboard shows what is left of eight payments', async () => {
    // 2 January to 2 August; two of eight were taken back, the last is still held
    await page.goto('/dashboard?range=all');
    await expect(money(page, 'Available')).toContainText('$600.00');
    await expect(money(page, 'Pending')).toContainText('$120.00');
  });

  await test.step('each is explained', async () => {
    const rows = await portal.api<Commissions>('GET', '/commissions');
    const reversed = rows.data.filter(({ status }) => status === 'reversed');
    expect(reversed.map(({ reversed: { amount } }) => amount)).toEqual(['12000', '12000']);
    for (const { id } of reversed) {
      await page.goto(`/commissions/${id}`);
      await expect(page.getByRole('main')).toContainText('$600.00');
      await expect(page.getByRole('main')).toContainText('$120.00');
      await expect(page.getByRole('main')).toContainText(/refund|dispute/i);
    }
  });

  await test.step('the payout carries it, and its statement adds up to it', async () => {
    await page.goto('/payouts');
    await page.getByRole('button', { name: 'Request $600.00' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('$600.00');
    const admin = await someoneElse();
    await signIn(admin, portal.admin);
    await admin.goto('/admin/payouts');
    await admin.getByRole('link', { name: 'Review' }).click();
    await admin.getByRole('button', { name: /Approve/ }).click();
    await showSecondFactor(admin, portal.admin);
    await admin.getByRole('button', { name: /Approve/ }).click();
    await expect(async () => {
      await page.goto('/payouts');
      await expect(page.getByRole('table', { name: 'Payouts' })).toContainText('Paid', { timeout: 1000 });
    }).toPass({ timeout: 20_000 });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV statement', exact: true }).click(),
    ]);
    const csv = await readFile(await download.path(), 'utf8');
    expect(csv.match(/\b120\.00\b/g)?.length).toBeGreaterThanOrEqual(5);
    expect(csv).toContain('600.00');
    const transfers = await stripe.transfers.list();
    expect(transfers.data.map(({ amount }) => amount)).toEqual([60_000]);
  });

  await test.step('nothing was said that Stripe would not say', async () => {
    expect(await control(portal, '/violations')).toMatchObject({ found: [] });
  });
});

interface Commissions {
  data: Array<{ id: string; status: string; reversed: { amount: string } }>;
}

/** A switch of the Stripe-compatible server; without a body it is only read. */
async function control({ stripe }: RunningPortal, path: string, body?: object) {
  const answer = await fetch(`${stripe.url}/_sandbox${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json' },
    body: body ? JSON.stringify(body) : null,
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: string };
}
