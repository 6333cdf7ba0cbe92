import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { codeOf, followMail, PASSWORD, signIn, signUp } from '../people';

const GRACE = { kind: 'Developer', name: 'Grace', handle: 'grace', email: 'grace@lines.test' } as const;
const NEXT = 'a second boat on the river';
const LAST = 'no boats at all today';

const setPassword = (page: Page, label: string, password: string) => page.getByLabel(label).fill(password);

test('an account: joined, confirmed, secured, signed out, recovered', async ({ page, someoneElse }) => {
  test.setTimeout(120_000);

  await test.step('a handle with markup and a common password are refused, with what to do', async () => {
    await page.goto('/join');
    await page.getByRole('textbox', { name: 'Name' }).fill(GRACE.name);
    await page.getByRole('textbox', { name: 'Handle' }).fill('<script>');
    await page.getByRole('textbox', { name: 'Mail address' }).fill(GRACE.email);
    await page.getByLabel('Password', { exact: true }).fill('password1234');
    await page.getByRole('button', { name: 'Create account' }).click();
    const handle = page.getByRole('textbox', { name: 'Handle' });
    await expect(handle).toBeFocused();
    await expect(handle).toHaveAccessibleDescription(/lower-case letters and digits/);
    await expect(page.getByText('on every list of common passwords')).toBeVisible();
  });

  await test.step('she joins and confirms her address', async () => {
    await signUp(page, GRACE);
    await expect(page).toHaveURL('/dashboard');
    await followMail(page, /Confirm your address/);
    await page.getByRole('button', { name: 'Confirm address' }).click();
    await expect(page.getByText('You can request payouts now.')).toBeVisible();
  });

  await test.step('she sets up an authenticator app', async () => {
    await page.goto('/settings/security');
    await page.getByRole('link', { name: 'Set up an app' }).click();
    await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
    const totpSecret = ((await page.locator('code').textContent()) ?? '').replace(/\s/g, '');
    await page.getByRole('textbox', { name: 'Code' }).fill(codeOf({ totpSecret }));
    await setPassword(page, 'Your password', PASSWORD);
    await page.getByRole('button', { name: 'Set it up' }).click();
    await expect(page.getByText('Your second factor is set up.')).toBeVisible();
  });

  await test.step('a new password signs her out elsewhere, and not here', async () => {
    const elsewhere = await someoneElse();
    await signIn(elsewhere, { email: GRACE.email, password: PASSWORD });
    await page.goto('/settings/security/password');
    await setPassword(page, 'Current password', PASSWORD);
    await setPassword(page, 'New password', NEXT);
    await page.getByRole('button', { name: 'Change password' }).click();
    await expect(page.getByText('Your password is changed.')).toBeVisible();
    await elsewhere.goto('/dashboard');
    await expect(elsewhere).toHaveURL(/\/login\?returnTo=%2Fdashboard$/);
  });

  await test.step('she makes a key for the REST API and ends it', async () => {
    await page.goto('/settings/api-keys');
    await page.getByRole('textbox', { name: 'What it is for' }).fill('Report');
    await page.getByRole('button', { name: 'Make key' }).click();
    await expect(page.getByText('it is shown only once')).toBeVisible();
    const key = (await page.getByText(/^trb_[\w-]{43}$/).textContent()) ?? '';
    const ask = () => page.request.get('/api/v1/balance', { headers: { authorization: `Bearer ${key}` } });
    expect((await ask()).status()).toBe(200);
    await page.getByRole('button', { name: 'End Report' }).click();
    await expect(page.getByText('The key has ended.')).toBeVisible();
    expect((await ask()).status()).toBe(401);
  });

  await test.step('she signs out and has forgotten the new password', async () => {
    await page.goto('/settings/security');
    await page.getByRole('main').getByRole('button', { name: 'Sign out', exact: true }).click();
    await expect(page.getByText('You are signed out.')).toBeVisible();
    await page.getByRole('link', { name: 'Forgot it?' }).click();
    // both pages have such a field
    await expect(page).toHaveURL(/\/forgot/);
    await page.getByRole('textbox', { name: 'Mail address' }).fill(GRACE.email);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await expect(page.getByText('Look into your mail')).toBeVisible();
    await followMail(page, /Set a new password/);
    const link = page.url();
    await setPassword(page, 'New password', LAST);
    await page.getByRole('button', { name: 'Set password' }).click();
    await expect(page.getByText('Your new password is set.')).toBeVisible();
    await page.goto(link);
    await expect(page.getByRole('heading', { name: 'This link cannot be used' })).toBeVisible();
  });

  await test.step('she is back where she wanted to go, and nowhere else', async () => {
    await page.goto('/login?returnTo=//evil.test');
    await page.getByRole('textbox', { name: 'Mail address' }).fill(GRACE.email);
    await page.getByLabel('Password', { exact: true }).fill(LAST);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL('/dashboard');
  });
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('somebody joins, is told what is wrong, and signs out and in', async ({ page }) => {
    await signUp(page, { ...GRACE, handle: '<script>' });
    await expect(page.getByRole('textbox', { name: 'Handle' })).toHaveAccessibleDescription(/lower-case/);
    await expect(page.getByRole('textbox', { name: 'Mail address' })).toHaveValue(GRACE.email);
    await signUp(page, GRACE);
    await expect(page).toHaveURL('/dashboard');
    await page.goto('/settings/security');
    await page.getByRole('main').getByRole('button', { name: 'Sign out', exact: true }).click();
    await expect(page.getByText('You are signed out.')).toBeVisible();
    await signIn(page, { email: GRACE.email, password: PASSWORD });
    await expect(page).toHaveURL('/dashboard');
  });
});
