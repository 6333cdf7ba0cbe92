// `npm test`: everything. Ends with the line `N passed, N failed` and an exit status that says the same.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { databaseChecks, runChecks, sourceChecks } from './checks.mjs';
import { freePort } from './pg/cluster.mjs';
import { root, tools } from './repository.mjs';
import { forgetSettings } from './test-environment.mjs';

const interruption = new AbortController();
const { signal } = interruption;
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => interruption.abort());

/** Runs a test runner with its output shown and returns its JSON report, or null when it wrote none. */
async function runSuite(args, report, env = {}) {
  fs.rmSync(report, { force: true });
  await new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: 'inherit',
    });
    // Asked rather than killed: a runner stops what it started itself.
    signal.addEventListener('abort', () => child.kill('SIGTERM'));
    child.once('close', resolve);
    child.once('error', resolve);
  });
  return fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')) : null;
}

const crashed = { passed: 0, failed: 1 };

async function vitest(folder) {
  const report = path.join(folder, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const result = await runSuite([tools.vitest, 'run', ...reporters], report);
  if (!result) return crashed;
  // A file that does not load has no tests to fail.
  const broken = result.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return { passed: result.numPassedTests, failed: result.numFailedTests + broken.length };
}

async function playwright(folder) {
  const report = path.join(folder, 'playwright.json');
  const args = [tools.playwright, 'test', '-c', 'e2e', '--reporter=list,json', '--pass-with-no-tests'];
  const port = String((await freePort(3100)) || (await freePort(0)));
  const result = await runSuite(args, report, { PLAYWRIGHT_JSON_OUTPUT_FILE: report, E2E_PORT: port });
  if (!result) return crashed;
  const { expected, unexpected, flaky } = result.stats;
  return { passed: expected, failed: unexpected + flaky + result.errors.length };
}

async function main() {
  forgetSettings();
  delete process.env.PORT;
  const folder = path.join(root, '.data/test');
  fs.mkdirSync(folder, { recursive: true });
  const { release } = await bootstrap({ signal });
  const suites = {
    checks: () => runChecks([...sourceChecks, ...databaseChecks], { signal }),
    'unit, property and database tests': () => vitest(folder),
    'end-to-end tests': () => playwright(folder),
  };
  const totals = [];
  try {
    for (const [name, suite] of Object.entries(suites)) {
      if (signal.aborted) break;
      console.log(`\n${name}`);
      totals.push({ name, ...(await suite()) });
    }
  } finally {
    await release();
  }
  return totals;
}

const totals = await main().catch((error) => {
  console.error(error.message);
  return [{ name: 'setup', ...crashed }];
});
const sum = (kind) => totals.reduce((total, suite) => total + suite[kind], 0);
console.log('');
for (const { name, passed, failed } of totals) console.log(`${name}: ${passed} passed, ${failed} failed`);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exit(sum('failed') > 0 || signal.aborted ? 1 : 0);
