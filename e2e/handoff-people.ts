import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import canonicalize from 'canonicalize';
import type { ExpectedCommission, Vector } from '../app/test-support/vector';
import type { RunningPortal } from './running-portal';

// What an agency, its client and the program see of a year, and the worked example it is compared with.

export const CLIENT = { name: 'Client A', domain: 'client-a.com', contact: 'Ira', email: 'it@client-a.com' };
const TEMPLATE = { plan: 'team', seats: 5, features: ['sso', 'audit-log'], theme: { name: 'Grüße' } };
const DOCUMENT = { ...TEMPLATE, seats: 12, theme: { name: 'Client A 🐧' }, region: 'eu' };

const file = new URL('../app/test-support/vectors/05-agency-solo-shop-year.json', import.meta.url);

/** The worked example: one agency, three clients of $200.00 a month. */
export const YEAR = JSON.parse(readFileSync(file, 'utf8')) as Vector;

/** What happened to the clients of the worked example but this one, in order of time. */
export function eventsBesides(customerId: string): Vector['events'] {
  const domain = `${customerId}.com`;
  return YEAR.events
    .filter(({ data }) => {
      const { customer } = data as { customer?: { id: string } };
      return ![data.customerId, customer?.id].includes(customerId) && data.domain !== domain;
    })
    .sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp));
}

interface Listed {
  data: Array<
    Omit<ExpectedCommission, 'partner' | 'basis' | 'uncapped' | 'amount' | 'reversed'> &
      Record<'basis' | 'uncapped' | 'amount' | 'reversed', { amount: string } | null>
  >;
}

/** Every commission of a partner as the worked example writes them; `renamed` is called by the name it has there. */
export async function commissionsOf(
  portal: RunningPortal,
  partner: { id: string; handle: string },
  renamed: { from: string; to: string },
): Promise<ExpectedCommission[]> {
  const { data } = await portal.api<Listed>('GET', `/commissions?partnerId=${partner.id}&limit=200`);
  const name = (id: string) => id.replace(renamed.from, renamed.to);
  const bare = (money: { amount: string } | null) => money?.amount ?? '';
  return data.map((one) => ({
    partner: partner.handle,
    customerId: one.customerId && name(one.customerId),
    reward: one.reward,
    cause: { type: one.cause.type, id: name(one.cause.id), slice: one.cause.slice ?? 0 },
    month: one.month,
    basis: bare(one.basis),
    uncapped: bare(one.uncapped),
    amount: bare(one.amount),
    reversed: bare(one.reversed),
    status: one.status,
    accruedAt: one.accruedAt,
    vestedAt: one.vestedAt,
    releasedAt: one.releasedAt,
  }));
}

/** In one order, whatever order they were listed in. */
export const inOrder = (commissions: readonly ExpectedCommission[]): ExpectedCommission[] =>
  commissions.toSorted((a, b) => (a.cause.id < b.cause.id ? -1 : 1));

/** At the product: presses the button of one of the acts; the portal has taken the event when this returns. */
export async function act(page: Page, button: string, event: string): Promise<void> {
  const told = page.getByRole('table', { name: 'Events' }).getByRole('row').filter({ hasText: event });
  const before = await told.count();
  await page.getByRole('button', { name: button, exact: true }).click();
  await expect(told).toHaveCount(before + 1);
  await expect(told.first()).toContainText('taken (202)');
}

/** Reads the code that was mailed, in the sandbox's mailbox, in another tab than the one that asks for it. */
export async function mailedCode(page: Page): Promise<string> {
  const mailbox = await page.context().newPage();
  await mailbox.goto('/sandbox/mailbox');
  const subject = await mailbox
    .getByRole('link', { name: /^\d{6} is your code/ })
    .first()
    .innerText();
  await mailbox.close();
  return /\d{6}/.exec(subject)?.[0] ?? '';
}

/** Makes a template, a client and, out of the template, a configuration that differs from it. @returns the document as it is kept: canonical JSON */
export async function buildConfiguration(manager: Page): Promise<string> {
  await manager.goto('/templates/new');
  await manager.getByRole('textbox', { name: 'Name' }).fill('Starter');
  await manager.getByRole('textbox', { name: /^Document/ }).fill(JSON.stringify(TEMPLATE, null, 2));
  await manager.getByRole('button', { name: 'Make template' }).click();
  await expect(manager.getByRole('heading', { level: 1, name: 'Starter' })).toBeVisible();
  await manager.goto('/clients/new');
  await manager.getByRole('textbox', { name: 'Name' }).fill(CLIENT.name);
  await manager.getByRole('textbox', { name: 'Domain' }).fill(CLIENT.domain);
  await manager.getByRole('textbox', { name: /^Contact(?!’)/ }).fill(CLIENT.contact);
  await manager.getByRole('textbox', { name: 'Contact’s mail address' }).fill(CLIENT.email);
  await manager.getByRole('button', { name: 'Make client' }).click();
  await expect(manager.getByRole('heading', { level: 1, name: CLIENT.name })).toBeVisible();
  await manager.goto(`${manager.url()}/configurations/new`);
  await manager.getByRole('textbox', { name: 'Name' }).fill('Production');
  await manager.getByRole('combobox', { name: 'Template' }).selectOption({ label: 'Starter (version 1)' });
  await manager.getByRole('textbox', { name: /^Document/ }).fill(JSON.stringify(DOCUMENT, null, 2));
  await manager.getByRole('button', { name: 'Make configuration' }).click();
  await expect(manager.getByRole('heading', { level: 1, name: 'Production' })).toBeVisible();
  const differs = manager.getByLabel('What differs from the template');
  await expect(differs).toContainText('"seats": 12');
  await expect(differs).not.toContainText('sso');
  const stored = canonicalize(DOCUMENT) ?? '';
  await expect(manager.getByText(await sha256(stored))).toBeVisible();
  return stored;
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Buffer.from(digest).toString('hex');
}

/** Looks whether the domain is free, and sends the offer. */
export async function handOff(manager: Page): Promise<void> {
  await manager.goto('/clients/domain-check');
  await manager.getByRole('textbox', { name: 'The client’s domain' }).fill(CLIENT.domain);
  await manager.getByRole('button', { name: 'Check' }).click();
  await expect(manager.getByText(`${CLIENT.domain} is open`)).toBeVisible();
  await manager.goto('/clients');
  await manager.getByRole('link', { name: CLIENT.name }).click();
  await expect(manager.getByRole('heading', { level: 1, name: CLIENT.name })).toBeVisible();
  await manager.getByRole('link', { name: 'Handoff' }).click();
  await expect(manager.getByRole('heading', { level: 1, name: 'Handoff' })).toBeVisible();
  await manager.getByRole('radio', { name: /Keep access to configure/ }).check();
  await manager.getByRole('button', { name: 'Send the offer' }).click();
  await expect(manager.getByRole('button', { name: 'Send the offer' })).toBeHidden();
}
