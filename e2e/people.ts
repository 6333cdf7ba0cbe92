import { decodeBase32IgnorePadding } from '@oslojs/encoding';
import { generateTOTP } from '@oslojs/otp';
import { expect, type Page } from '@playwright/test';
import type { Admin } from './running-portal';

// What people do on the pages, in their words.

export const PASSWORD = 'a boat on a quiet river';

export interface Newcomer {
  kind: 'Developer' | 'Agency';
  name: string;
  handle: string;
  email: string;
}

/** Fills in the form of /join and sends it. */
export async function signUp(page: Page, { kind, name, handle, email }: Newcomer): Promise<void> {
  await page.goto('/join');
  await page.getByRole('radio', { name: kind }).check();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('textbox', { name: 'Handle' }).fill(handle);
  await page.getByRole('textbox', { name: 'Mail address' }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
}

/** Signs in at /login; the page it leads to is awaited by what the test looks for next. */
export async function signIn(page: Page, who: { email: string; password: string }): Promise<void> {
  await page.goto('/login');
  await page.getByRole('textbox', { name: 'Mail address' }).fill(who.email);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/login');
}

/** The code an authenticator app shows now. */
export function codeOf({ totpSecret }: Pick<Admin, 'totpSecret'>): string {
  return generateTOTP(decodeBase32IgnorePadding(totpSecret), 30, 6);
}

/** On the page that asks for the second factor. */
export async function showSecondFactor(page: Page, admin: Admin): Promise<void> {
  await page.getByRole('textbox', { name: 'Code' }).fill(codeOf(admin));
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** Opens the newest mail with that subject in the sandbox's mailbox and follows its link. */
export async function followMail(page: Page, subject: RegExp): Promise<void> {
  await page.goto('/sandbox/mailbox');
  await page.getByRole('link', { name: subject }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: subject })).toBeVisible();
  await page
    .getByRole('main')
    .getByRole('link', { name: /^https?:/ })
    .click();
}
