// npm drops an optional platform package that its registry does not have, and `npm ci` then fails on every machine.
// So every one must be in the lock, and no entry may name the server it came from.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './repository.mjs';

const { packages } = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'));

const problems = Object.entries(packages).flatMap(([at, entry]) => [
  ...Object.keys(entry.optionalDependencies ?? {})
    .filter((name) => !isLocked(name, at))
    .map((name) => `${at || 'the project'} -> ${name} is missing`),
  ...(/^https?:/.test(entry.resolved ?? '') ? [`${at} names a download address`] : []),
]);

/** Node's look-up: the package's own node_modules first, then those of the folders around it. */
function isLocked(name, from) {
  for (let folder = from; ; folder = parentOf(folder)) {
    if (packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}

function parentOf(folder) {
  const end = folder.lastIndexOf('/node_modules/');
  return end === -1 ? '' : folder.slice(0, end);
}

if (problems.length > 0) {
  console.error(
    `package-lock.json is not fit for every machine (make it anew: remove node_modules and the lock, npm install):\n  ${problems.join('\n  ')}`,
  );
  process.exitCode = 1;
} else console.log('package-lock.json holds every optional platform package and no address');
