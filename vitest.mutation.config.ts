import { defineConfig } from 'vitest/config';

// What `npm run mutate` runs for each mutant: the tests of the mutated rules alone, quick enough for thousands of runs. A test that
// should kill a mutant of theirs is named here. See docs/mutation.md.
export default defineConfig({
  resolve: { alias: { '~': new URL('./app', import.meta.url).pathname } },
  test: {
    environment: 'node',
    env: { PROGRAMS: process.env.PROGRAMS ?? '80' },
    setupFiles: ['app/test-support/fixed-seed.ts'],
    include: [
      'app/kernel/{money,time}.test.ts',
      'app/domain/agency/invitation.test.ts',
      'app/domain/attribution/{attribute,credits,eligibility,self-referral,terms-of}.test.ts',
      'app/domain/commission/{claim,evaluate,flat,life,model,self-referral,share,slices,vectors}.test.ts',
      'app/domain/ledger/posting.test.ts',
      'app/domain/partner/standing.test.ts',
      'app/domain/payout/{payout,posting}.test.ts',
      'app/domain/qualification/{churn,milestones,payment}.test.ts',
    ],
  },
});
