import { devices, type Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import {
  act,
  buildConfiguration,
  CLIENT,
  commissionsOf,
  eventsBesides,
  handOff,
  inOrder,
  mailedCode,
  YEAR,
} from '../handoff-people';
import { followMail, PASSWORD, showSecondFactor, signIn, signUp } from '../people';
import type { RunningPortal } from '../running-portal';

const SOLO = { kind: 'Agency', name: 'Solo shop', handle: 'solo', email: 'owner@solo.test' } as const;
const MANAGER = { name: 'Mara', email: 'mara@solo.test' };
const PHONE = { ...devices['Pixel 7'], viewport: { width: 390, height: 844 } };

// A field that is not there fails its step, not the whole time.
test.use({ actionTimeout: 30_000 });

test('an agency hands a client over, who accepts on a phone, signs up and pays for a year', async ({
  page: owner,
  portal,
  someoneElse,
  browser,
}) => {
  test.setTimeout(900_000);
  const [admin, manager] = [await someoneElse(), await someoneElse()];
  const phone = await browser.newContext({ ...PHONE, baseURL: portal.url });
  const client = await phone.newPage();
  const others = eventsBesides('client-a');
  const upTo = (instant: string) => reach(portal, others, instant);

  await test.step('an agency joins, an admin takes it, and its owner invites a manager by mail', async () => {
    await signUp(owner, SOLO);
    await expect(owner).toHaveURL('/dashboard');
    await followMail(owner, /Confirm your address/);
    await owner.getByRole('button', { name: 'Confirm address' }).click();
    await expect(owner.getByRole('heading', { name: 'Your address is confirmed' })).toBeVisible();
    await signIn(admin, portal.admin);
    await admin.goto('/admin/partners');
    await admin.getByRole('button', { name: 'Activate' }).click();
    await admin.getByRole('dialog').getByRole('button', { name: 'Activate' }).click();
    await expect(admin.getByRole('dialog')).toBeHidden();
    await owner.goto('/settings/members');
    await owner.getByRole('textbox', { name: 'Mail address' }).fill(MANAGER.email);
    await owner.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'Manager' });
    await owner.getByRole('button', { name: 'Send invitation' }).click();
    await expect(owner.getByRole('table', { name: /Invitations/ })).toContainText(MANAGER.email);
    await followMail(manager, /invites you to Solo shop/);
    await expect(manager.getByRole('heading', { name: 'Join Solo shop' })).toBeVisible();
    await manager.getByRole('textbox', { name: 'Name' }).fill(MANAGER.name);
    await manager.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await manager.getByRole('button', { name: 'Create account and join' }).click();
    await expect(manager).toHaveURL('/dashboard');
  });

  const document = await test.step('the manager builds a configuration from a template', () =>
    buildConfiguration(manager));

  await test.step('the manager looks the domain up and hands the client over', async () => {
    await upTo('2026-01-01T12:00:00.000Z');
    await handOff(manager);
  });

  await test.step('the client reads on a phone what it takes over, and accepts with a mailed code', async () => {
    await followMail(client, /Solo shop prepared/);
    await expect(client.getByRole('heading', { level: 1, name: /^Solo shop prepared/ })).toBeVisible();
    await expect(client.getByRole('main')).toContainText(/20\s?%/);
    await expectNoSidewaysScroll(client);
    await client.getByRole('button', { name: 'Send me a code to accept' }).click();
    await expect(client.getByRole('heading', { name: 'Accept the offer of Solo shop' })).toBeVisible();
    await expectNoSidewaysScroll(client);
    await client.getByRole('textbox', { name: 'Your name' }).fill(CLIENT.contact);
    await client.getByRole('textbox', { name: 'Code' }).fill(await mailedCode(client));
    await client.getByRole('button', { name: `Accept for ${CLIENT.domain}` }).click();
    await expect(client.getByRole('heading', { name: /^You took over/ })).toBeVisible();
    await expectNoSidewaysScroll(client);
  });

  await test.step('the product has the configuration, byte for byte', async () => {
    await expect(async () => {
      await admin.goto(portal.product);
      await admin.getByRole('link', { name: CLIENT.name }).click({ timeout: 1000 });
    }).toPass({ timeout: 20_000 });
    await expect(admin.getByRole('heading', { level: 1, name: CLIENT.name })).toBeVisible();
    const shown = admin.getByRole('region', { name: 'Production' });
    expect(await shown.locator('pre').innerText()).toBe(document);
    await expect(shown).toContainText('These bytes are what the portal says it sent.');
    const raw = await (await admin.request.get(`${admin.url()}/raw`)).body();
    expect(raw.includes(`"document":${document}`)).toBe(true);
    await admin.goto('/admin/webhooks/deliveries');
    const row = admin.getByRole('row', { name: /client\.handed_off/ });
    await expect(row).toContainText('Delivered');
    await row.getByRole('link').click();
    await expect(admin.locator('pre')).toHaveText(raw.toString('utf8'));
  });

  const account =
    await test.step('the client signs up at the product, where the portal leads it', async () => {
      await upTo('2026-01-03T12:00:00.000Z');
      await client.getByRole('link', { name: /Go on to/ }).click();
      await expect(client.getByRole('heading', { name: 'Create your account' })).toBeVisible();
      await client.getByRole('textbox', { name: 'Name' }).fill(CLIENT.name);
      await client.getByRole('textbox', { name: 'Work email' }).fill(CLIENT.email);
      await client.getByRole('button', { name: 'Create account' }).click();
      await expect(client.getByRole('heading', { name: 'Inherited from Solo shop' })).toBeVisible();
      await expect(client.getByRole('row', { name: /customer\.signed_up/ })).toContainText('taken (202)');
      return new URL(client.url()).pathname.split('/').at(-1) ?? '';
    });

  await test.step('it pays $200.00 a month, in the 13th and 14th month too', async () => {
    const instants = YEAR.events.filter(({ data }) => data.customerId === 'client-a');
    expect(instants).toHaveLength(14);
    for (const { timestamp } of instants) {
      await upTo(timestamp);
      await act(client, 'Pay', 'payment.succeeded');
    }
    await upTo(YEAR.until);
  });

  const { data } = await portal.api<{ data: Array<{ id: string; handle: string }> }>('GET', '/partners');
  const partner = data.find(({ handle }) => handle === SOLO.handle) ?? { id: '', handle: '' };

  await test.step('the agency earns what the worked example says, to the cent and the instant', async () => {
    const earned = await commissionsOf(portal, partner, { from: account, to: 'client-a' });
    expect(inOrder(earned)).toEqual(inOrder(YEAR.expect.commissions));
    expect(earned).toHaveLength(36);
    const money = owner.getByRole('list', { name: 'Your money' }).getByRole('listitem');
    await owner.goto('/dashboard?range=all');
    await expect(money.filter({ hasText: 'Available' })).toContainText('$1,440.00');
  });

  await test.step('it asks for its money, and an admin approves it', async () => {
    await portal.api('POST', '/sandbox/stripe-accounts', { partnerId: partner.id });
    await owner.goto('/payouts');
    await owner.getByRole('button', { name: 'Request $1,440.00' }).click();
    await expect(owner.getByRole('heading', { level: 1 })).toContainText('$1,440.00');
    await approve(admin, portal);
    await expect(async () => {
      await owner.goto('/payouts');
      await expect(owner.getByRole('table', { name: 'Payouts' })).toContainText('Paid', { timeout: 1000 });
    }).toPass({ timeout: 30_000 });
  });
  await phone.close();
});

/** Moves the clock, on the way letting the other clients do what they do in the worked example. */
async function reach(portal: RunningPortal, others: ReturnType<typeof eventsBesides>, instant: string) {
  let at = '';
  const passed = others.filter(({ timestamp }) => timestamp <= instant);
  for (const event of others.splice(0, passed.length)) {
    if (event.timestamp !== at) await portal.moveClock(event.timestamp);
    at = event.timestamp;
    expect(await portal.send(event)).toBeLessThan(300);
  }
  await portal.moveClock(instant);
}

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wider).toBeLessThanOrEqual(0);
}

/** Above $1,000.00 two admins have to: the second does it by a key. */
async function approve(admin: Page, portal: RunningPortal): Promise<void> {
  await admin.goto('/admin/payouts');
  await admin.getByRole('link', { name: 'Review' }).click();
  await admin.getByRole('button', { name: /Approve/ }).click();
  await showSecondFactor(admin, portal.admin);
  await admin.getByRole('button', { name: /Approve/ }).click();
  await expect(admin.getByText(/another admin must/i).first()).toBeVisible();
  const { data } = await portal.api<{ data: Array<{ id: string }> }>('GET', '/payouts');
  await portal.api('POST', `/payouts/${data[0]?.id}/approval`, {});
}
