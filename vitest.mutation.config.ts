import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The quick tests of one rule first: most mutants are dead before whole programs are played. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const programs = (file: TestSpecification) => Number(/(model|vectors)\.test\.ts$/.test(file.moduleId));
    return [...files].sort((a, b) => programs(a) - programs(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

// What `npm run mutate` runs for each mutant: the tests of the mutated rules alone, quick enough for thousands of runs. A test that
// should kill a mutant of theirs is named here. See docs/mutation.md.
export default defineConfig({
  resolve: { alias: { '~': new URL('./app', import.meta.url).pathname } },
  test: {
    environment: 'node',
    // one worker keeps its modules for all files of a run: half the time, and no test here changes a module
    isolate: false,
    sequence: { sequencer: QuickFirst },
    env: { PROGRAMS: process.env.PROGRAMS ?? '80' },
    setupFiles: ['app/test-support/fixed-seed.ts'],
    include: [
      'app/kernel/{money,time}.test.ts',
      'app/domain/agency/{claims,invitation}.test.ts',
      'app/domain/attribution/{agency-credit,attribute,code-use,credits,eligibility,self-referral,terms-of}.test.ts',
      'app/domain/commission/{cap,claim,evaluate,flat,life,model,referral,self-referral,share,slices,vectors}.test.ts',
      'app/domain/ledger/posting.test.ts',
      'app/domain/partner/standing.test.ts',
      'app/domain/payout/{payout,posting}.test.ts',
      'app/domain/qualification/{churn,milestones,payment,payment-undone}.test.ts',
    ],
  },
});
