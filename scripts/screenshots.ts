// Takes the picture of the README from a running demo: npm start, then node --import tsx scripts/screenshots.ts
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { resolveChromium } from './browser.mjs';
import { dataDir, root } from './repository.mjs';

const PICTURE = path.join(root, 'docs/images/dashboard.png');
const LARGEST = 300_000;

interface SignIn {
  role: string;
  email: string;
  password: string;
}

const origin = process.env.ORIGIN ?? `http://localhost:${process.env.PORT ?? 3000}`;
const file = path.join(dataDir(), 'demo.json');
if (!fs.existsSync(file)) throw new Error(`${file} is not there: start the demo with npm start`);
const { signIns } = JSON.parse(fs.readFileSync(file, 'utf8')) as { signIns: SignIn[] };
const who = signIns.find(({ role }) => role === 'Developer');
if (!who) throw new Error('the demo has no developer to sign in as');

const { executablePath, env } = resolveChromium();
const browser = await chromium.launch({
  ...(executablePath && { executablePath }),
  env: { ...(process.env as Record<string, string>), ...env },
});
try {
  const page = await browser.newPage({
    baseURL: origin,
    viewport: { width: 1440, height: 1000 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  await page.goto('/login');
  await page.getByRole('textbox', { name: 'Mail address' }).fill(who.email);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/dashboard');
  await page.goto('/dashboard?range=12m', { waitUntil: 'networkidle' });
  await page.screenshot({ path: PICTURE });
} finally {
  await browser.close();
}
const { size } = fs.statSync(PICTURE);
console.log(`${path.relative(root, PICTURE)}  ${Math.round(size / 1000)} kB`);
if (size > LARGEST) throw new Error(`the picture is larger than ${LARGEST / 1000} kB`);
