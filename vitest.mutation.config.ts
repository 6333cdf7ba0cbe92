import { defineConfig } from 'vitest/config';

// What `npm run mutate` runs for each mutant: the tests of the pure rules, small enough for thousands of runs. See docs/mutation.md.
export default defineConfig({
  resolve: { alias: { '~': new URL('./app', import.meta.url).pathname } },
  test: {
    environment: 'node',
    env: { PROGRAMS: process.env.PROGRAMS ?? '80' },
    setupFiles: ['app/test-support/fixed-seed.ts'],
    include: [
      'app/kernel/{money,time}.test.ts',
      'app/domain/{agency,attribution,commission,ledger,partner,payout,program,qualification}/*.test.ts',
    ],
    exclude: [
      '**/*.db.test.ts',
      // properties over the same random programs as model.test.ts, which is the stricter one
      'app/domain/commission/replay.test.ts',
      // not about the mutated rules: parsers, words, documents
      'app/domain/attribution/{bot,link,ref-cookie,visit}.test.ts',
      'app/domain/partner/handle.test.ts',
      'app/domain/payout/statement.test.ts',
      'app/domain/program/*.test.ts',
      'app/domain/qualification/{mask-email,product-event,stripe}.test.ts',
    ],
  },
});
