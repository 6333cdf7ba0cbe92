// `npm run check`: everything that needs neither database nor browser, in about a minute.
import { bootstrap } from './bootstrap.mjs';
import { runChecks, sourceChecks } from './checks.mjs';
import { tools } from './repository.mjs';

const quietly = (line) => {
  if (!line.includes('up to date')) console.log(line);
};

await bootstrap({ database: false, build: false, report: quietly });
const unit = { name: 'unit tests', args: [tools.vitest, 'run', '--project', 'unit', '--reporter', 'dot'] };
const { passed, failed } = await runChecks([...sourceChecks, unit]);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
