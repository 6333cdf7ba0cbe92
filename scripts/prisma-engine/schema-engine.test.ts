import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';

it('says that no server answers, in the words Prisma reads', () => {
  const url = 'postgresql://somebody:secret@127.0.0.1:1/nothing';
  const engine = path.join(import.meta.dirname, 'schema-engine.mjs');
  const args = [engine, '--datasource', JSON.stringify({ url }), 'cli', 'can-connect-to-database'];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const lines = stderr.trim().split('\n');
  expect(status).toBe(1);
  // Every line is JSON, the last one says why.
  expect(lines.map((line) => JSON.parse(line).fields).at(-1)).toMatchObject({ error_code: 'P1001' });
});
