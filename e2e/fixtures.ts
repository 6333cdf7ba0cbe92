import { createServer } from 'node:http';
import { type Browser, type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { openPortal, type Prepared, prepare, type RunningPortal } from './running-portal';

interface Fixtures {
  /** where the clock of `portal` stands at first */
  clock: string;
  /** a portal of this test's own, on a fresh database */
  portal: RunningPortal;
  /** the address of a site that links may lead to: the program's, here on this machine */
  site: string;
  /** a browser with no cookies: the same as `page`, for somebody else */
  someoneElse: () => Promise<Page>;
}

/** Each test gets a running portal of its own: web server, worker, Stripe-compatible server, empty database, one admin. */
export const test = base.extend<Fixtures, { prepared: Prepared }>({
  prepared: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs
    async ({}, use) => {
      const prepared = await prepare();
      await use(prepared);
      await prepared.database.drop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  clock: ['2026-01-01T00:00:00.000Z', { option: true }],
  portal: [
    async ({ prepared, clock }, use, info) => {
      const portal = await openPortal(prepared, clock);
      await use(portal);
      const failed = info.status !== info.expectedStatus;
      if (failed) await info.attach('portal.log', { body: portal.log(), contentType: 'text/plain' });
      await portal.stop();
    },
    { timeout: 120_000 },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: see above
  site: async ({}, use) => {
    const page = '<!doctype html><html lang="en"><title>The program</title><h1>Welcome</h1>';
    const server = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end(page));
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    const address = server.address();
    await use(`http://localhost:${typeof address === 'object' ? address?.port : ''}`);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  },
  baseURL: async ({ portal }, use) => use(portal.url),
  someoneElse: async ({ browser, baseURL }, use) => {
    const contexts: BrowserContext[] = [];
    await use(() => newPage(browser, baseURL, contexts));
    for (const context of contexts) await context.close();
  },
});

async function newPage(browser: Browser, baseURL: string | undefined, contexts: BrowserContext[]) {
  const context = await browser.newContext(baseURL ? { baseURL } : {});
  contexts.push(context);
  return context.newPage();
}

export { expect };
