// Mutation testing of the pure money rules: `npm run mutate`. What survives and why: docs/mutation.md.
const folder = '.data/mutation';

export default {
  mutate: [
    'app/domain/commission/{cap,claim,evaluate,flat,life,replay,share,slices}.ts',
    'app/domain/ledger/{accounts,posting}.ts',
    'app/domain/payout/{allocation,approval,attempt,eligibility,payout,posting}.ts',
    'app/domain/attribution/{agency-credit,attribute,candidate-clicks,eligibility,rivals,self-referral,terms-of}.ts',
    'app/domain/qualification/{churn,facts,milestones,payment}.ts',
    'app/domain/agency/{claims,invitation}.ts',
    'app/domain/partner/standing.ts',
    'app/kernel/{money,time}.ts',
  ],
  // only the tree that the tests read is copied
  ignorePatterns: [
    '**',
    '!app/{domain,kernel,test-support}/**/*',
    '!package.json',
    '!tsconfig.json',
    '!vitest.mutation.config.ts',
  ],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  coverageAnalysis: 'perTest',
  incremental: true,
  incrementalFile: `${folder}/incremental.json`,
  tempDirName: `${folder}/sandbox`,
  concurrency: Number(process.env.MUTATION_WORKERS ?? 1),
  // endless loops are caught by counting; a slow machine is not one
  timeoutMS: 60_000,
  timeoutFactor: 2,
  reporters: ['clear-text', 'json', 'html', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `${folder}/report.json` },
  htmlReporter: { fileName: `${folder}/report.html` },
  thresholds: { high: 92, low: 85, break: 85 },
};
