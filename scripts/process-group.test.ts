import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isAlive, root } from './repository.mjs';

let folder: string;
let group: ChildProcess | null = null;

const inFolder = (name: string) => path.join(folder, name);
const exited = (process: ChildProcess) =>
  new Promise<number | null>((resolve) => process.once('exit', (code) => resolve(code)));
const pidOf = (name: string) => Number(readFileSync(inFolder(name), 'utf8'));
const eventually = (assertion: () => void) => vi.waitFor(assertion, { timeout: 10_000, interval: 50 });

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tributary-'));
  // A member writes down its id, and on SIGTERM when it stopped.
  writeFileSync(
    inFolder('member.mjs'),
    `import fs from 'node:fs';
     const [name] = process.argv.slice(2);
     fs.writeFileSync(${JSON.stringify(folder)} + '/' + name, String(process.pid));
     const stop = () => { fs.appendFileSync(${JSON.stringify(inFolder('stopped'))}, name + ' '); process.exit(); };
     process.on('SIGTERM', stop);
     process.on('disconnect', stop);
     setInterval(() => {}, 1000);`,
  );
  writeFileSync(
    inFolder('group.mjs'),
    `import { ProcessGroup } from ${JSON.stringify(path.join(root, 'scripts/process-group.mjs'))};
     const group = new ProcessGroup();
     for (const name of ['first', 'second']) {
       group.start(name, [${JSON.stringify(inFolder('member.mjs'))}, name]).catch(() => {});
     }
     process.exit(await group.ended);`,
  );
});

afterEach(() => {
  group?.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

async function startGroup(): Promise<ChildProcess> {
  group = spawn(process.execPath, [inFolder('group.mjs')], { stdio: 'ignore' });
  await eventually(() => expect([pidOf('first'), pidOf('second')].every(isAlive)).toBe(true));
  return group;
}

test('a signal stops the members, the last one first', async () => {
  const running = await startGroup();
  running.kill('SIGINT');
  expect(await exited(running)).toBe(0);
  expect(readFileSync(inFolder('stopped'), 'utf8')).toBe('second first ');
});

test('a member that dies takes the others along, and the status says so', async () => {
  const running = await startGroup();
  process.kill(pidOf('second'), 'SIGKILL');
  expect(await exited(running)).toBe(1);
  expect(readFileSync(inFolder('stopped'), 'utf8')).toBe('first ');
});

test('members end by themselves when the group is killed', async () => {
  const running = await startGroup();
  running.kill('SIGKILL');
  await eventually(() => expect([pidOf('first'), pidOf('second')].some(isAlive)).toBe(false));
});
