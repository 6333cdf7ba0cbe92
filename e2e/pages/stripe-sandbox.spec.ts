import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';

const PORT_FILE = path.resolve(import.meta.dirname, '../../.data/e2e/sandbox-port');

test('while the demo was played nothing was said to Stripe, or by it, that its schemas do not allow', async ({
  request,
}) => {
  const port = fs.readFileSync(PORT_FILE, 'utf8').trim();
  const answer = await request.get(`http://127.0.0.1:${port}/_sandbox/violations`);
  const { checked, found } = (await answer.json()) as { checked: number; found: string[] };
  expect(found).toEqual([]);
  expect(checked).toBeGreaterThan(10);
});
