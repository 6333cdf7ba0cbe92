import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { signUp } from '../people';
import { eventsOf, report } from '../program-events';

const ADA = { kind: 'Developer', name: 'Ada', handle: 'ada', email: 'ada@lines.test' } as const;

/** What a program said, and its exit status. */
function run(folder: string, ...args: string[]): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    // Nothing but Node: no modules to be found, no settings, no portal.
    const options = {
      cwd: folder,
      env: { NODE_ENV: 'production' as const, PATH: path.dirname(process.execPath) },
    };
    execFile(process.execPath, args, options, (error, output) =>
      resolve({ status: typeof error?.code === 'number' ? error.code : error ? -1 : 0, output }),
    );
  });
}

const check = (page: Page, file: string) => page.getByLabel('The chain to check').setInputFiles(file);

test('a partner’s chain is verified without the portal', async ({ page, portal }) => {
  test.setTimeout(180_000);
  const folder = await mkdtemp(path.join(tmpdir(), 'tributary-verify-'));
  const [chain, damaged] = [path.join(folder, 'chain.ndjson'), path.join(folder, 'damaged.ndjson')];

  await test.step('a partner earns', async () => {
    await signUp(page, ADA);
    await expect(page).toHaveURL('/dashboard');
    const { data } = await portal.api<{ data: Array<{ code: string }> }>('GET', '/links');
    const click = await fetch(`${portal.url}/api/click`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/144.0',
      },
      body: JSON.stringify({ code: data[0]?.code, visitorId: 'visitor-1', url: 'https://emdash.dev/' }),
    });
    const { clickId } = (await click.json()) as { clickId: string };
    const events = eventsOf('03-tier-3-revenue-share-six-months').map((event) =>
      event.type === 'customer.signed_up' ? { ...event, data: { ...event.data, clickId } } : event,
    );
    await report(portal, events);
    await portal.moveClock('2026-08-15T12:00:00Z');
  });

  await test.step('downloads the chain', async () => {
    await page.goto('/verify');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Your chain' }).click();
    await (await download).saveAs(chain);
    const script = page.waitForEvent('download');
    await page.getByRole('link', { name: 'tributary-verify.mjs' }).click();
    await (await script).saveAs(path.join(folder, 'tributary-verify.mjs'));
  });

  await test.step('checks it in the page with the network switched off', async () => {
    await page.goto('/verify', { waitUntil: 'networkidle' });
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.context().setOffline(true);
    await check(page, chain);
    await expect(page.getByRole('status').getByText('This chain is right')).toBeVisible();
    const checks = page.getByRole('table', { name: 'What was checked' });
    await expect(checks.getByRole('row', { name: /Commissions/ })).toContainText('Right');
    await expect(page.getByRole('table', { name: 'Commissions by reward' })).toContainText('tier-3');
    expect(requests).toEqual([]);
  });

  await test.step('one byte changed is found, and where', async () => {
    const lines = (await readFile(chain, 'utf8')).split('\n');
    const at = lines.findIndex((line) => line.includes('"type":"commission"'));
    const line = lines[at] ?? '';
    const { seq, record } = JSON.parse(line).event;
    const amount = `"amount":"${record.amount}"`;
    lines[at] = line.replace(
      amount,
      amount.replace(/\d"$/, (end) => `${(Number(end[0]) + 1) % 10}"`),
    );
    await writeFile(damaged, lines.join('\n'));
    await check(page, damaged);
    await expect(page.getByRole('alert').getByText('This chain is damaged: 1 finding')).toBeVisible();
    await expect(
      page.getByText(new RegExp(`^event ${seq}, commission ${record.id} of .*content was changed`)),
    ).toBeVisible();
    await expect(page.getByText(`line ${at + 1}`)).toBeVisible();
    await page.context().setOffline(false);
  });

  await test.step('and by the script, in a folder with nothing but Node', async () => {
    const bare = await mkdtemp(path.join(tmpdir(), 'tributary-bare-'));
    for (const name of await readdir(folder)) await copyFile(path.join(folder, name), path.join(bare, name));
    const keys = await fetch(`${portal.url}/.well-known/tributary-keys.json`);
    await writeFile(path.join(bare, 'keys.json'), await keys.text());
    const right = await run(bare, 'tributary-verify.mjs', 'chain.ndjson', '--keys', 'keys.json');
    expect(right.output).toContain('RIGHT: all');
    expect(right.status).toBe(0);
    const wrong = await run(bare, 'tributary-verify.mjs', 'damaged.ndjson', '--json');
    expect(JSON.parse(wrong.output)).toMatchObject({ verdict: 'damaged', findingCount: 1 });
    expect(wrong.status).toBe(1);
    await rm(bare, { recursive: true });
  });
  await rm(folder, { recursive: true });
});
