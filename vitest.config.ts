import { defineConfig } from 'vitest/config';

// The Remix plugin stays out: Vitest loads the code of app/ as it is.
const alias = { '~': new URL('./app', import.meta.url).pathname };

export default defineConfig({
  resolve: { alias },
  test: {
    environment: 'node',
    // Enough for modules that read the environment when they are loaded; nothing connects in a unit test.
    env: {
      DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
      LOG_LEVEL: 'silent',
      SESSION_SECRET: 'only for tests',
      // what the Stripe-compatible server is asked and answers is held against Stripe's schemas
      STRIPE_SANDBOX_VALIDATE: 'on',
      TRIBUTARY_MODE: 'sandbox',
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{app,server,scripts,sandbox}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.db.test.ts', 'app/generated/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'db',
          include: ['{app,sandbox,scripts}/**/*.db.test.ts'],
          globalSetup: ['app/test-support/global-setup.ts'],
          // each test file clones a database of its own before it loads a module of ours
          setupFiles: ['app/test-support/db.ts'],
          pool: 'forks',
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
