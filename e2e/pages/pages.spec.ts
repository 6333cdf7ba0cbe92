import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test, type Viewer } from './demo';

interface Shown {
  path: string;
  viewer: Viewer;
  /** instead of the path: the first row of its list leads to the page */
  first?: RegExp;
  /** what one is there for: it is reached with the Tab key */
  action?: { role: 'button' | 'link' | 'textbox' | 'combobox'; name: RegExp };
}

const button = (name: RegExp) => ({ role: 'button' as const, name });
const link = (name: RegExp) => ({ role: 'link' as const, name });
const combobox = (name: RegExp) => ({ role: 'combobox' as const, name });

const pages: Shown[] = [
  { path: '/', viewer: 'nobody', action: link(/join|start/i) },
  { path: '/docs', viewer: 'nobody' },
  { path: '/verify', viewer: 'nobody', action: link(/tributary-verify/) },
  { path: '/api/docs', viewer: 'nobody' },
  { path: '/join', viewer: 'nobody', action: button(/Create account/) },
  { path: '/login', viewer: 'nobody', action: button(/Sign in/) },
  { path: '/forgot', viewer: 'nobody', action: button(/./) },
  { path: '/verify-email', viewer: 'nobody' },
  { path: '/sandbox/mailbox', viewer: 'nobody', action: link(/Confirm your address/) },
  { path: '/sandbox/mailbox', viewer: 'nobody', first: /^\/sandbox\/mailbox\/\w+$/ },
  { path: '/dashboard', viewer: 'Developer', action: link(/Available/) },
  { path: '/dashboard?range=all', viewer: 'Agency' },
  { path: '/links', viewer: 'Developer', action: button(/Make link/) },
  { path: '/referrals', viewer: 'Developer', action: combobox(/Stage/) },
  { path: '/referrals', viewer: 'Developer', first: /^\/referrals\/\w+$/ },
  { path: '/commissions', viewer: 'Developer', action: combobox(/Status/) },
  { path: '/commissions', viewer: 'Developer', first: /^\/commissions\/\w+$/ },
  { path: '/payouts', viewer: 'Developer', action: link(/Open Stripe/) },
  { path: '/payouts', viewer: 'Developer', first: /^\/payouts\/po_\w+$/ },
  { path: '/payouts?country=change', viewer: 'Developer', action: combobox(/Country/) },
  { path: '/payouts/by-hand', viewer: 'Developer', action: button(/be paid by bank transfer/) },
  { path: '/clients', viewer: 'Agency', action: combobox(/Order/) },
  { path: '/clients?q=nothing', viewer: 'Agency', action: combobox(/Needs/) },
  { path: '/clients/forecast', viewer: 'Agency' },
  { path: '/disputes', viewer: 'Agency' },
  { path: '/disputes', viewer: 'Developer' },
  { path: '/clients/new', viewer: 'Agency', action: button(/Make client/) },
  { path: '/clients', viewer: 'Agency', first: /^\/clients\/cli_\w+$/, action: link(/Edit/) },
  { path: '/templates', viewer: 'Agency', action: link(/New template/) },
  { path: '/templates', viewer: 'Agency', first: /^\/templates\/tpl_\w+$/, action: link(/Edit/) },
  { path: '/templates/new', viewer: 'Agency', action: button(/Make template/) },
  { path: '/settings/security', viewer: 'Developer', action: link(/./) },
  { path: '/settings/security/password', viewer: 'Developer', action: button(/password/i) },
  { path: '/settings/security/second-factor', viewer: 'Developer' },
  { path: '/settings/api-keys', viewer: 'Developer', action: button(/key/i) },
  { path: '/settings/members', viewer: 'Agency', action: button(/Send invitation/) },
  { path: '/workspace', viewer: 'Agency', action: button(/Open/) },
  { path: '/clients/domain-check', viewer: 'Agency', action: button(/Check/) },
  { path: '/admin/invitations', viewer: 'Admin' },
  { path: '/admin', viewer: 'Admin', action: link(/./) },
  { path: '/admin/partners', viewer: 'Admin', action: button(/Activate/) },
  { path: '/admin/partners', viewer: 'Admin', first: /^\/admin\/partners\/\w+$/ },
  { path: '/admin/referrals', viewer: 'Admin', action: combobox(/./) },
  { path: '/admin/referrals', viewer: 'Admin', first: /^\/admin\/referrals\/\w+$/ },
  { path: '/admin/commissions', viewer: 'Admin', action: combobox(/Stands out/) },
  { path: '/admin/commissions', viewer: 'Admin', first: /^\/admin\/commissions\/\w+$/ },
  { path: '/admin/commissions?flag=nothing', viewer: 'Admin', action: combobox(/Stands out/) },
  { path: '/admin/payouts', viewer: 'Admin', action: link(/Review/) },
  { path: '/admin/payouts', viewer: 'Admin', first: /^\/admin\/payouts\/po_\w+$/ },
  { path: '/admin/payouts/batches', viewer: 'Admin', action: link(/Request for everybody/) },
  { path: '/admin/payouts/batches', viewer: 'Admin', first: /^\/admin\/payouts\/batches\/pb_\w+$/ },
  { path: '/admin/payouts/batches/new', viewer: 'Admin', action: button(/Request (this|these)/) },
  { path: '/admin/payouts/manual', viewer: 'Admin' },
  { path: '/admin/terms', viewer: 'Admin', action: link(/Draft a new version/) },
  { path: '/admin/terms/developer', viewer: 'Admin', action: link(/Simulate/) },
  { path: '/admin/terms/agency/draft', viewer: 'Admin', action: button(/Save draft/) },
  { path: '/admin/terms/agency/simulation', viewer: 'Admin', action: button(/Simulate/) },
  { path: '/admin/rates', viewer: 'Admin', action: button(/Show what it does/) },
  {
    path: '/admin/rates?day=2026-01-05&currency=EUR&rate=1.0834',
    viewer: 'Admin',
    action: button(/Enter this rate/),
  },
  { path: '/admin/reconciliation', viewer: 'Admin', action: button(/Reconcile now/) },
  { path: '/admin/reconciliation', viewer: 'Admin', first: /^\/admin\/reconciliation\/rec_\w+$/ },
  { path: '/admin/disputes', viewer: 'Admin', action: link(/Decided ones/) },
  { path: '/admin/webhooks', viewer: 'Admin', action: combobox(/Status/) },
  { path: '/admin/webhooks/deliveries', viewer: 'Admin', action: combobox(/Status/) },
];

const WIDTHS = [1440, 390];
const SCHEMES = ['light', 'dark'] as const;
const SHOTS = path.resolve(import.meta.dirname, '../../.data/e2e/shots');

for (const shown of pages) {
  const title = `${shown.path}${shown.first ? '/:id' : ''} as ${shown.viewer}`;
  test(title, async ({ browser, baseURL, stateOf }) => {
    test.setTimeout(180_000);
    const storageState = await stateOf(shown.viewer);
    const context = await browser.newContext({
      ...(baseURL && { baseURL }),
      ...(storageState && { storageState }),
    });
    const page = await context.newPage();
    const trouble = watch(page);
    const address = shown.first ? await firstOf(page, shown.path, shown.first) : shown.path;
    for (const colorScheme of SCHEMES) {
      for (const width of WIDTHS) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.setViewportSize({ width, height: 900 });
        await page.goto(address, { waitUntil: 'networkidle' });
        await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
        const file = `${title.replace(/\W+/g, '-').replace(/^-/, '')}-${width}-${colorScheme}.png`;
        await page.screenshot({ path: path.join(SHOTS, file), fullPage: true });
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect.soft(sideways, `sideways scroll at ${width}`).toBeLessThanOrEqual(0);
        // Contrast differs by scheme, structure by width: two of the four show both.
        if ((width === 390) === (colorScheme === 'dark'))
          expect.soft(await violations(page), `${width} ${colorScheme}`).toEqual([]);
      }
    }
    if (shown.action) await reachWithTab(page, shown.action);
    expect(trouble).toEqual([]);
    await context.close();
  });
}

/** What a page complains about while it is looked at. */
function watch(page: Page): string[] {
  const trouble: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') trouble.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 400) trouble.push(`${response.status()} ${response.url()}`);
  });
  page.on('requestfailed', (request) => {
    // what is fetched ahead is given up when the page is left
    const reason = request.failure()?.errorText ?? '';
    if (reason !== 'net::ERR_ABORTED') trouble.push(`${reason} ${request.url()}`);
  });
  return trouble;
}

async function firstOf(page: Page, list: string, pattern: RegExp): Promise<string> {
  await page.goto(list);
  const links = await page.getByRole('main').getByRole('link').all();
  for (const one of links) {
    const address = await one.getAttribute('href');
    if (address && pattern.test(address)) return address;
  }
  throw new Error(`${list} leads to none of its own`);
}

/** What a screen reader's user would stumble over. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

/** With the Tab key alone, and the focus seen on the way. */
async function reachWithTab(page: Page, { role, name }: NonNullable<Shown['action']>): Promise<void> {
  const wanted = page.getByRole('main').getByRole(role, { name }).first();
  await expect(wanted).toBeVisible();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (let press = 0; press < 80; press++) {
    await page.keyboard.press('Tab');
    const here = await wanted.evaluate((element) => element === document.activeElement);
    if (!here) continue;
    const outline = await wanted.evaluate((element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return { outlined: outlineStyle !== 'none' && outlineWidth !== '0px', boxShadow };
    });
    expect(outline.outlined || outline.boxShadow !== 'none', 'the focus is seen').toBe(true);
    return;
  }
  throw new Error('the Tab key does not lead to it');
}
