// npm run bench -- [--json] [--only click] [--seconds 4] [--rounds 3]
import { parseArgs } from 'node:util';
import { type BenchOptions, benchmarkClicks } from './click';
import { formatReport, type Report } from './report';

const BENCHMARKS: Record<string, (options: BenchOptions) => Promise<Report>> = { click: benchmarkClicks };

const HELP = `Each benchmark beside its baseline in the same run; what counts is the ratio.

  npm run bench -- [--only ${Object.keys(BENCHMARKS).join('|')}] [--seconds 4] [--rounds 3] [--json]
`;

function wholeNumber(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 600)
    throw new Error(`--${name} must be a whole number from 1 to 600`);
  return value;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      only: { type: 'string' },
      seconds: { type: 'string', default: '4' },
      rounds: { type: 'string', default: '3' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const names = values.only === undefined ? Object.keys(BENCHMARKS) : [values.only];
  const options = {
    seconds: wholeNumber(values.seconds, 'seconds'),
    rounds: wholeNumber(values.rounds, 'rounds'),
  };
  const reports: Report[] = [];
  for (const name of names) {
    const benchmark = BENCHMARKS[name];
    if (!benchmark)
      throw new Error(
        `there is no benchmark called ${name}; there is: ${Object.keys(BENCHMARKS).join(', ')}`,
      );
    const report = await benchmark(options);
    reports.push(report);
    if (!values.json) console.log(`${formatReport(report)}\n`);
  }
  if (values.json) console.log(JSON.stringify(reports, null, 2));
  return reports.some(({ checks }) => checks.some((check) => check.startsWith('FAILED'))) ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
