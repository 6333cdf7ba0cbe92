// House rules that no linter knows, each with the reason it stands for.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './repository.mjs';

const RULES = [
  {
    files: /^app\/(domain|kernel)\/.*\.tsx?$/,
    // kernel/ids.ts: the time inside an id only sorts, no rule reads it
    except: /\.(server|test)\.tsx?$|^app\/kernel\/ids\.ts$/,
    pattern: /\bDate\.now\(|\bnew Date\(\)|\bTemporal\.Now\b|\bperformance\.now\(|\bMath\.random\(/,
    because: 'time and chance come into a rule as arguments',
  },
  {
    files: /^prisma\/schema\.prisma$/,
    pattern: /^\s*\w+\s+(Float|Decimal)\b/,
    because: 'money is BigInt minor units and rates are basis points',
  },
  {
    files: /^(app|e2e)\/.*\.(test|spec)\.tsx?$/,
    pattern: /\b(test|it|describe)\.(only|skip|todo|fixme)\b|\bwaitForTimeout\(/,
    because: 'a test that is left out or sleeps proves nothing',
  },
];

const FOLDERS = ['app', 'e2e', 'prisma'];

function filesBelow(folder) {
  const at = path.join(root, folder);
  if (!fs.existsSync(at)) return [];
  return fs
    .readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .filter((file) => !file.startsWith('app/generated/'));
}

function broken(file) {
  const rules = RULES.filter(({ files, except }) => files.test(file) && !except?.test(file));
  if (rules.length === 0) return [];
  const lines = fs.readFileSync(path.join(root, file), 'utf8').split('\n');
  return rules.flatMap(({ pattern, because }) =>
    lines.flatMap((line, index) =>
      pattern.test(line) ? [`${file}:${index + 1} ${line.trim()} (${because})`] : [],
    ),
  );
}

const problems = FOLDERS.flatMap(filesBelow).flatMap(broken);
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
} else console.log('the house rules hold');
