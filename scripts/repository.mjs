// Where things are, and how our scripts run other programs. Node built-ins only: it is used before the install.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { dataDirOf } from '../server/environment.mjs';

export const root = path.resolve(import.meta.dirname, '..');

/** The data folder of this process. */
export const dataDir = () => dataDirOf(process.env);

const preload = (file) => ['--import', path.join(root, file)];

const nodeModule = (...parts) => path.join(root, 'node_modules', ...parts);

/** The JavaScript entry of each tool: unlike node_modules/.bin it runs on every platform without a shell. */
export const tools = {
  biome: nodeModule('@biomejs/biome/bin/biome'),
  depcruise: nodeModule('dependency-cruiser/bin/dependency-cruise.mjs'),
  knip: nodeModule('knip/bin/knip.js'),
  playwright: nodeModule('@playwright/test/cli.js'),
  prisma: nodeModule('prisma/build/index.js'),
  remix: nodeModule('@remix-run/dev/dist/cli.js'),
  tsc: nodeModule('typescript/bin/tsc'),
  vitest: nodeModule('vitest/vitest.mjs'),
};

/**
 * Node arguments that run a TypeScript file, in one process: a wrapper would swallow signals. The file ends with the
 * process that started it, also when that is killed.
 */
export const typescript = (file) => [
  ...preload('scripts/follow-parent.mjs'),
  '--import',
  'tsx',
  path.join(root, file),
];

/** Node arguments that run one of our tools under the same rule. */
export const follower = (...args) => [...preload('scripts/follow-parent.mjs'), ...args];

/**
 * Runs a program to its end; what it says is shown only when it fails.
 * @param {object} [options]
 * @param {AbortSignal} [options.signal] ends the program early
 * @param {boolean} [options.show] show its output as it comes
 */
export function run(command, args, { env = process.env, signal, show = false } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'];
    const child = spawn(command, args, { cwd: root, env, signal, stdio });
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    child.once('error', reject);
    child.once('close', (status, killedBy) => {
      if (status === 0) return resolve();
      process.stderr.write(Buffer.concat(output));
      const shown = [command, ...args].map((part) => path.relative(root, part) || part).join(' ');
      reject(new Error(`${shown} failed (${killedBy ?? `exit status ${status}`})`));
    });
  });
}

/** Runs one of our JavaScript tools with this Node. */
export const runNode = (args, options) => run(process.execPath, args, options);

/** Whether a process with this id is there. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Runs `work` while holding a lock file, so that two commands started together do not install, build or start the
 * database on top of each other. A lock whose owner died is taken over.
 */
export async function exclusively(lock, work) {
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  while (!tryLock(lock)) await sleep(100);
  try {
    return await work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function tryLock(lock) {
  const mine = `${lock}.${process.pid}`;
  fs.writeFileSync(mine, String(process.pid));
  try {
    // link(2) fails when the name exists: unlike "create, then write" nobody ever reads a half-written lock.
    fs.linkSync(mine, lock);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    removeIfOrphaned(lock, mine);
    return false;
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

function removeIfOrphaned(lock, mine) {
  const owner = readNumber(lock);
  if (owner === null || (owner !== process.pid && isAlive(owner))) return;
  const aside = `${mine}.orphan`;
  try {
    fs.renameSync(lock, aside);
    // Between reading and renaming another waiter may have taken the lock over: then it is given back.
    if (readNumber(aside) !== owner) fs.linkSync(aside, lock);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

function readNumber(file) {
  try {
    return Number(fs.readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
