// The layers of docs/architecture.md, as errors. Three suffixes carry them: x.ts is pure, x.server.ts does I/O, x.test.ts
// stands beside what it tests.
const NOUNS = [
  'identity',
  'program',
  'partner',
  'agency',
  'attribution',
  'qualification',
  'commission',
  'ledger',
  'payout',
  'reconciliation',
  'conversions',
  'webhooks',
  'reporting',
  'chain',
  'audit',
];

const SERVER = '\\.server\\.tsx?$';
const TEST = '\\.test\\.tsx?$|^app/test-support/';
// What talks to a database, a queue, a mail server, Stripe or another service.
const SDKS = [
  '@prisma',
  '@node-rs/argon2',
  'arctic',
  'lucia',
  'nodemailer',
  'pg',
  'pg-boss',
  'pino',
  'prisma',
  'rate-limiter-flexible',
  'stripe',
];
const sdk = `^node_modules/(${SDKS.join('|')})(/|$)`;
const REMIX = '^node_modules/@remix-run/';

const forbid = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

/** A pure file may look at the nouns above its own in the list, never below: the list is the order of dependence. */
const nounOrder = NOUNS.slice(0, -1).map((noun, index) =>
  forbid(
    `${noun}-looks-down`,
    `${noun} may use the nouns above it in the list of docs/architecture.md, not those below`,
    { path: `^app/domain/${noun}/`, pathNot: TEST },
    { path: `^app/domain/(${NOUNS.slice(index + 1).join('|')})/` },
  ),
);

module.exports = {
  forbidden: [
    forbid('no-cycles', 'two modules that need each other are one module', {}, { circular: true }),
    forbid(
      'kernel-stands-alone',
      'the kernel imports nothing of ours',
      { path: '^app/kernel/', pathNot: TEST },
      { path: '^app/(?!kernel/)' },
    ),
    forbid(
      'kernel-is-pure',
      'the kernel may run in a browser: no SDK, nothing of Node',
      { path: '^app/kernel/', pathNot: [SERVER, TEST] },
      { path: sdk },
    ),
    forbid(
      'domain-rules-do-no-io',
      'a rule is a function of its arguments: no .server file, no platform, no flow, no page, no generated client',
      { path: '^app/domain/', pathNot: [SERVER, TEST] },
      { path: [SERVER, '^app/(platform|flows|routes|components|generated)/'] },
    ),
    forbid(
      'domain-rules-use-no-sdk',
      'a rule may run in a browser: no SDK and nothing of Node',
      { path: '^app/domain/', pathNot: [SERVER, TEST] },
      { path: sdk },
    ),
    forbid(
      'domain-rules-use-no-node',
      'a rule may run in a browser: nothing of Node',
      { path: '^app/(domain|kernel)/', pathNot: [SERVER, TEST] },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'domain-tables-reach-the-database-only',
      'tables of a noun need the database and may seal what they keep; clocks, mail and providers belong to flows',
      { path: `^app/domain/.*${SERVER}`, pathNot: TEST },
      {
        path: [
          '^app/platform/(?!(db|transaction|locks|crypto|signature)\\.server|page)',
          '^app/(flows|routes|components)/',
        ],
      },
    ),
    forbid(
      'a-noun-keeps-its-tables',
      "another noun's tables are reached through a flow",
      { path: `^app/domain/([^/]+)/.*${SERVER}`, pathNot: TEST },
      { path: `^app/domain/.*${SERVER}`, pathNot: '^app/domain/$1/' },
    ),
    ...nounOrder,
    forbid(
      'platform-knows-no-business',
      'platform wraps the outside world and knows nothing of the program',
      { path: '^app/platform/', pathNot: TEST },
      { path: '^app/(domain|flows|routes|components)/' },
    ),
    forbid(
      'flows-know-no-http',
      'a flow is one business event; Request and pages belong to routes',
      { path: '^app/flows/', pathNot: TEST },
      { path: ['^app/(routes|components)/', REMIX] },
    ),
    forbid(
      'entry-points-leave-the-database-alone',
      'routes, worker and commands parse, authorize and call one flow or one query',
      { path: ['^app/routes/', '^app/root', '^app/worker', '^scripts/.*\\.ts$'], pathNot: TEST },
      { path: ['^app/platform/db\\.server', '^app/generated/'] },
    ),
    forbid(
      'entry-points-use-no-sdk',
      'SDKs are wrapped in platform; a hook may check a signature',
      { path: ['^app/routes/(?!hooks/)', '^app/root', '^app/worker', '^scripts/.*\\.ts$'], pathNot: TEST },
      { path: sdk },
    ),
    forbid(
      'components-only-show',
      'what people see knows the kernel, pure rules and other components',
      { path: '^app/components/', pathNot: TEST },
      { path: [SERVER, '^app/(platform|flows|routes|generated)/'] },
    ),
    forbid(
      'remix-stays-at-the-edge',
      'moving to React Router must touch root, entry.*, routes/ and components/ alone',
      { path: '^app/', pathNot: ['^app/(root|routes|entry)\\.', '^app/(routes|components)/'] },
      { path: REMIX },
    ),
    forbid(
      'lucia-has-one-home',
      'sessions can change their library in one file',
      { path: '^app/', pathNot: '^app/platform/session' },
      { path: '^node_modules/lucia/' },
    ),
    forbid(
      'the-product-leaves-its-tools-alone',
      'sandbox servers, test support, benchmarks and scripts are never loaded in production',
      { path: '^app/', pathNot: TEST },
      { path: ['^(sandbox|e2e|bench|scripts)/', '^app/test-support/', '\\.test\\.tsx?$'] },
    ),
    forbid('imports-resolve', 'an import that resolves to nothing', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(app/generated/.+/(internal|models)|build|integrations)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
