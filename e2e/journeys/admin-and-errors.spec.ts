import { expect, test } from '../fixtures';
import { PASSWORD, signIn, signUp } from '../people';

test('an agency that waits sees why, and cannot be paid yet', async ({ page }) => {
  await signUp(page, { kind: 'Agency', name: 'North', handle: 'north', email: 'hello@north.test' });
  await expect(page).toHaveURL('/dashboard');
  await expect(page.getByText('An admin is looking at your application')).toBeVisible();
  await expect(page.getByText('we will mail you')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Request payout' })).toHaveAttribute('aria-disabled', 'true');
});

test('a handle with markup in it gets advice, and makes nobody', async ({ page, portal }) => {
  const handle = '<script>alert(1)</script>';
  await signUp(page, { kind: 'Developer', name: 'Eve', handle, email: 'eve@lines.test' });
  await expect(page.getByText('Use 2 to 40 lower-case letters and digits')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Handle' })).toHaveValue(handle);
  const name = '<b>Eve</b>';
  const body = { handle, kind: 'affiliate', name, email: 'eve@lines.test' };
  expect(await portal.call('POST', '/partners', body)).toMatchObject({ status: 422 });
  expect(await portal.api('GET', '/partners')).toMatchObject({ data: [] });
});

test('a link to a host that is not the program’s is refused with words', async ({ page, portal }) => {
  await signUp(page, { kind: 'Developer', name: 'Ada', handle: 'ada', email: 'ada@lines.test' });
  await expect(page).toHaveURL('/dashboard');
  await page.goto('/links');
  await page.getByLabel('Leads to').fill('https://emdash.dev.elsewhere.test/');
  await page.getByRole('button', { name: 'Make link' }).click();
  await expect(page.getByText('Links may lead only to')).toBeVisible();
  const { data } = await portal.api<{ data: Array<{ default: boolean }> }>('GET', '/links');
  expect(data.map((link) => link.default)).toEqual([true]);
});

test('an unknown code leads to the program’s home, without a cookie', async ({ portal }) => {
  const answer = await fetch(`${portal.url}/r/nobody-has-this`, { redirect: 'manual' });
  expect(answer.status).toBe(302);
  expect(new URL(answer.headers.get('location') ?? '').hostname).toBe('emdash.dev');
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(await portal.api('GET', '/clicks')).toMatchObject({ data: [] });
});

test('pages that are not there, or not theirs, look alike', async ({ page, portal, someoneElse }) => {
  await signUp(page, { kind: 'Developer', name: 'Ada', handle: 'ada', email: 'ada@lines.test' });
  await expect(page).toHaveURL('/dashboard');
  for (const path of ['/no-such-page', '/admin', '/admin/payouts', '/payouts/pay_nobodys', '/referrals/x']) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByRole('heading', { level: 1, name: 'There is no such page' })).toBeVisible();
  }
  const stranger = await someoneElse();
  await stranger.goto('/payouts');
  await expect(stranger).toHaveURL('/login?returnTo=%2Fpayouts');
  expect((await fetch(`${portal.url}/api/v1/payouts`)).status).toBe(401);
});

test('signing out ends the session, also for a copy of its cookie', async ({ page, portal, someoneElse }) => {
  await signUp(page, { kind: 'Developer', name: 'Ada', handle: 'ada', email: 'ada@lines.test' });
  await expect(page).toHaveURL('/dashboard');
  const cookies = await page.context().cookies(portal.url);
  await page.getByRole('group').filter({ hasText: 'Ada' }).locator('summary').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out.')).toBeVisible();
  const thief = await someoneElse();
  await thief.context().addCookies(cookies);
  await thief.goto('/dashboard');
  await expect(thief).toHaveURL(/\/login/);
  await signIn(page, { email: 'ada@lines.test', password: PASSWORD });
  await expect(page).toHaveURL('/dashboard');
});

test('events that are signed and malformed are kept for the admins', async ({ page, portal }) => {
  expect(await portal.send('{"type":"customer.signed_up"', { id: 'evt_cut' })).toBe(400);
  await signIn(page, portal.admin);
  await page.goto('/admin/webhooks?status=invalid');
  await expect(page.getByRole('row', { name: /evt_cut/ })).toContainText('Invalid');
});
