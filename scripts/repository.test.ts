import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exclusively, root, run } from './repository.mjs';

let folder: string;
let lock: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tributary-'));
  lock = path.join(folder, 'work.lock');
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('exclusively', () => {
  test('lets processes in one after the other', async () => {
    // Each reads a number, waits and writes the next one: together they would lose counts.
    const counter = path.join(folder, 'counter');
    writeFileSync(counter, '0');
    const script = `
      import fs from 'node:fs';
      import { exclusively, sleep } from ${JSON.stringify(path.join(root, 'scripts/repository.mjs'))};
      for (let i = 0; i < 5; i++) await exclusively(${JSON.stringify(lock)}, async () => {
        const seen = Number(fs.readFileSync(${JSON.stringify(counter)}, 'utf8'));
        await sleep(5);
        fs.writeFileSync(${JSON.stringify(counter)}, String(seen + 1));
      });`;
    const others = [1, 2, 3].map(() => run(process.execPath, ['--input-type=module', '-e', script]));
    await Promise.all(others);
    expect(readFileSync(counter, 'utf8')).toBe('15');
  });

  test('takes over from a process that died', async () => {
    const dead = 2 ** 22 + 1; // above the largest id Linux gives
    writeFileSync(lock, String(dead));
    expect(await exclusively(lock, async () => 'done')).toBe('done');
  });

  test('is free again after a failure', async () => {
    const failing = exclusively(lock, async () => {
      throw new Error('broken');
    });
    await expect(failing).rejects.toThrow('broken');
    expect(await exclusively(lock, async () => 'done')).toBe('done');
  });
});
