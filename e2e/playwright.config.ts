import path from 'node:path';
import { defineConfig, devices } from '@playwright/test';
import { resolveChromium } from '../scripts/browser.mjs';

const root = path.resolve(import.meta.dirname, '..');
const port = process.env.E2E_PORT ?? '3100';
const { executablePath, env } = resolveChromium();
// The journeys bring portals of their own; only the pages are looked at on the demo, which takes a minute to play. `none`: without the
// pages; `running`: on one that `node scripts/serve-e2e.mjs` serves.
const demoWanted = process.env.E2E_DEMO ?? 'start';
const demo = {
  command: 'node scripts/serve-e2e.mjs',
  cwd: root,
  env: { PORT: port },
  wait: { stdout: /Tributary is ready/ },
  timeout: 600_000,
  stdout: 'pipe' as const,
  // Otherwise it would be killed, and its database server left behind.
  gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 20_000 },
};

export default defineConfig({
  testDir: '.',
  timeout: 60_000,
  // Waited for, never slept: a busy machine needs longer than the default of five seconds.
  expect: { timeout: 20_000 },
  fullyParallel: true,
  forbidOnly: true,
  // A test that passes at the second try is a broken test.
  retries: 0,
  workers: 2,
  reporter: [['list']],
  outputDir: path.join(root, '.data/e2e/results'),
  use: {
    ...devices['Desktop Chrome'],
    baseURL: `http://localhost:${port}`,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: { executablePath, env: { ...process.env, ...env } as Record<string, string> },
  },
  globalSetup: './global-setup.ts',
  ...(demoWanted === 'start' && { webServer: demo }),
  ...(demoWanted === 'none' && { testIgnore: 'pages/**' }),
});
