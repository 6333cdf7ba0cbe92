import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { signUp } from '~/test-support/builders/people';
import { ownerPool, testDatabaseUrl } from '~/test-support/db';
import { root, typescript } from '../repository.mjs';

/** Runs the command as an operator does, on this test's database. */
function verify(...args: string[]): Promise<{ status: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...typescript('scripts/portal.ts'), 'verify', ...args], {
      cwd: root,
      env: { ...process.env, DATABASE_URL: testDatabaseUrl, LOG_LEVEL: 'silent' },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.once('close', (status) => resolve({ status, out: out.trimEnd(), err }));
  });
}

describe('npm run portal -- verify', () => {
  it('says that the books are right, or what is wrong with which row, by its exit status too', async () => {
    const { partnerId } = await signUp();
    const right = await verify('--json');
    expect(right).toMatchObject({ status: 0, err: '' });
    expect(JSON.parse(right.out)).toMatchObject({ right: true, findings: [] });
    expect(JSON.parse(right.out).checked).toContainEqual({ check: 'ledger.balances', rows: 1 });

    await ownerPool.query('update partner_balance set available = 12345');
    const wrong = await verify();
    expect(wrong.status).toBe(1);
    expect(wrong.out.split('\n').at(-1)).toBe('1 finding.');
    expect(wrong.out).toMatch(/ledger\.balances +1 rows +1 finding$/m);
    expect(wrong.out).toContain(
      `error: ledger.balances: partner_balance ${partnerId} USD: the ledger sums to`,
    );
  }, 240_000);
});
