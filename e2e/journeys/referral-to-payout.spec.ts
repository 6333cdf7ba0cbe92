import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { followMail, showSecondFactor, signIn, signUp } from '../people';
import { eventsOf, report } from '../program-events';

const ADA = { kind: 'Developer', name: 'Ada', handle: 'ada', email: 'ada@lines.test' } as const;

interface Transfers {
  data: Array<{ amount: string; currency: string; destination: string }>;
}

/** The figures of the money strip by their names. */
const money = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Your money' }).getByRole('listitem').filter({ hasText: name });

test('a referral becomes a payout: from a click to money at Stripe', async ({
  page,
  portal,
  site,
  someoneElse,
}) => {
  test.setTimeout(180_000);
  let link = '';
  let cookie = '';

  await test.step('a developer signs up and is at once at the dashboard', async () => {
    await signUp(page, ADA);
    await expect(page).toHaveURL('/dashboard');
    await expect(page.getByRole('heading', { name: 'Start here: share your link' })).toBeVisible();
  });

  await test.step('makes a link and copies it', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: portal.url });
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Links' }).click();
    await page.getByLabel('Leads to').fill(`${site}/pricing`);
    await page.getByLabel('Code').fill('ada-talk');
    await page.getByRole('button', { name: 'Make link' }).click();
    await page.getByRole('button', { name: 'Copy the link ada-talk' }).click();
    await expect(page.getByText('Copied the link ada-talk')).toBeAttached();
    link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toBe(`${portal.url}/r/ada-talk`);
  });

  await test.step('a visitor follows it', async () => {
    await portal.moveClock('2026-01-01T12:00:00Z');
    const visitor = await someoneElse();
    await visitor.goto(`${link}?utm_source=talk`);
    await expect(visitor).toHaveURL(`${site}/pricing?utm_source=talk`);
    const cookies = await visitor.context().cookies(portal.url);
    cookie = cookies.find(({ name }) => name === 'emdash_ref')?.value ?? '';
    expect(cookie).toMatch(/^v1\.ada\./);
  });

  await test.step('the product reports what became of the visitor', async () => {
    const events = eventsOf('01-tier-1-casual-referral').map((event) => {
      if (event.type !== 'customer.signed_up') return event;
      const { clickId: _ours, ...data } = event.data;
      return { ...event, data: { ...data, refCookie: cookie } };
    });
    await report(portal, events);
    await portal.moveClock('2026-04-12T12:00:00Z');
  });

  await test.step('the dashboard shows all five steps and the money', async () => {
    await page.goto('/dashboard?range=all');
    const funnel = page.getByRole('table', { name: /Referral funnel/ });
    for (const name of ['Linked', 'Signed up', 'Activated', 'Paid', 'Sustained']) {
      await expect(funnel.getByRole('row', { name }).getByRole('cell').first()).toHaveText('1');
    }
    await expect(money(page, 'Available')).toContainText('$50.00');
    await expect(page.getByRole('heading', { name: 'Start here: share your link' })).toBeHidden();
    await expect(page.getByText('Confirm your e-mail address first', { exact: false })).toBeVisible();
  });

  await test.step('confirms the mail address', async () => {
    await followMail(page, /Confirm your address/);
    await page.getByRole('button', { name: 'Confirm address' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Your address is confirmed' })).toBeVisible();
  });

  await test.step('connects an account on the pages of Stripe’s stand-in', async () => {
    await page.goto('/payouts');
    await page.getByRole('link', { name: 'Connect an account' }).last().click();
    await expect(page.getByRole('heading', { name: 'Get paid by transfer' })).toBeVisible();
    await page.getByLabel('Full name').fill('Ada');
    await page.getByLabel('Bank account').fill('DE89370400440532013000');
    await page.getByRole('button', { name: 'Submit' }).click();
    await expect(page.getByText('Your account is connected')).toBeVisible();
  });

  await test.step('requests the payout', async () => {
    await page.getByRole('button', { name: 'Request $50.00' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('$50.00');
    await expect(page.getByText('An admin looks at it next.')).toBeVisible();
  });

  await test.step('an admin approves it with a second factor', async () => {
    const admin = await someoneElse();
    await signIn(admin, portal.admin);
    await admin.goto('/admin/payouts');
    await admin.getByRole('link', { name: 'Review' }).click();
    await expect(admin.getByRole('heading', { level: 1 })).toContainText('$50.00');
    await admin.getByRole('button', { name: /Approve/ }).click();
    await showSecondFactor(admin, portal.admin);
    await admin.getByRole('button', { name: /Approve/ }).click();
    await expect(admin.getByRole('button', { name: /Approve/ })).toBeHidden();
  });

  await test.step('the worker sends it, once', async () => {
    const transfers = () => portal.api<Transfers>('GET', '/sandbox/stripe-transfers');
    await expect.poll(async () => (await transfers()).data.length, { timeout: 20_000 }).toBe(1);
    const { data } = await transfers();
    expect(data[0]).toMatchObject({ amount: '5000', currency: 'USD' });
  });

  await test.step('the partner sees it paid, with its statement', async () => {
    const history = page.getByRole('table', { name: 'Payouts' });
    await expect(async () => {
      await page.goto('/payouts');
      await expect(history).toContainText('Paid', { timeout: 1000 });
    }).toPass({ timeout: 20_000 });
    const pdf = await downloaded(page, 'PDF statement');
    expect(pdf.subarray(0, 4).toString()).toBe('%PDF');
    const csv = (await downloaded(page, 'CSV statement')).toString();
    expect(csv).toMatch(/tier-1|Casual referral/);
    expect(csv).toContain('50.00');
    await page.goto('/dashboard');
    await expect(money(page, 'Paid')).toContainText('$50.00');
    await expect(money(page, 'Available')).toContainText('$0.00');
  });
});

async function downloaded(page: Page, name: string): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name, exact: true }).click(),
  ]);
  return readFile(await download.path());
}
