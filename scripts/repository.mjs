// Where things are, and how our scripts run other programs. Node built-ins only: it is used before the install.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');

/** The folder of everything a running portal keeps on disk: embedded database, generated secrets, demo sign-ins. */
export function dataDir(env = process.env) {
  return path.resolve(root, env.DATA_DIR || '.data');
}

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

/** Node arguments that run a TypeScript file in this process, without a wrapper process that would swallow signals. */
export const typescript = (file) => ['--import', 'tsx', path.join(root, file)];

/**
 * Runs a program to its end; its output is shown only when it fails.
 * @returns {string} what it wrote to stdout
 */
export function run(command, args, { env = process.env } = {}) {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', env, maxBuffer: 64 * 1024 * 1024 });
  if (result.error) throw result.error;
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
    const shown = [command, ...args].map((part) => path.relative(root, part) || part).join(' ');
    throw new Error(`${shown} failed (${result.status ?? result.signal})`);
  }
  return result.stdout;
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
