import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { resolveApiKey } from '~/domain/identity/api-keys.server';
import { signIn } from '~/flows/sign-in.server';
import { db } from '~/platform/db.server';
import { signUp } from '~/test-support/builders/people';
import { testDatabaseUrl } from '~/test-support/db';
import { root, typescript } from './repository.mjs';

/** Runs a command as an operator does, on this test's database. */
function portal(args: string[], input = ''): Promise<{ status: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...typescript('scripts/portal.ts'), ...args], {
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
    child.once('close', (status) => resolve({ status, out, err }));
    child.stdin.end(input);
  });
}

const json = async (args: string[], input?: string) => {
  const { out } = await portal([...args, '--json'], input);
  return JSON.parse(out);
};

describe('the operator’s command line', () => {
  it('tells what there is, and of each command what it takes', async () => {
    const help = await portal(['--help']);
    expect(help).toMatchObject({ status: 0, err: '' });
    expect(help.out).toContain('admin:create');
    const own = await portal(['api-key:create', '--help']);
    expect(own.status).toBe(0);
    for (const option of ['--partner <handle>', '--admin', '--scope <scope>', '--json']) {
      expect(own.out).toContain(option);
    }
  });

  it.each([
    [['nonsense'], 'There is no command nonsense.'],
    [['admin:create', '--nonsense'], '--nonsense'],
    [['admin:create', 'x@program.test'], 'x@program.test'],
    [['admin:create'], '--email is missing.'],
    [['admin:create', '--email', 'nobody'], 'not a mail address'],
    [['api-key:create'], '--partner <handle>, or --admin'],
    [['api-key:create', '--partner', 'nobody'], 'no partner with the handle nobody'],
    [['api-key:create', '--partner', 'x', '--admin'], 'Choose one'],
    [['api-key:create', '--partner', 'x', '--scope', 'everything'], 'everything is not a scope'],
    [['api-key:create', '--admin', '--expires-in-days', '0'], 'from 1 to 3650'],
  ])('%j: exit status 1 and the reason, no stack', async (args, reason) => {
    const { status, out, err } = await portal(args);
    expect(status).toBe(1);
    expect(out).toBe('');
    expect(err).toContain(reason);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('a reason as JSON, too', async () => {
    expect(await json(['admin:create'])).toEqual({ error: '--email is missing.' });
  });

  it('makes an admin with a password of its own or ours, once', async () => {
    const made = await json(['admin:create', '--email', 'One@program.test', '--second-factor']);
    expect(made).toMatchObject({
      email: 'one@program.test',
      totpSecret: expect.stringMatching(/^[A-Z2-7]{32}$/),
    });
    const attempt = { email: 'one@program.test', password: made.password, ip: '' };
    expect((await signIn(attempt)).outcome).toBe('signed_in');
    expect((await portal(['admin:create', '--email', 'one@program.test'])).status).toBe(1);

    const password = `words from a pipe ${randomBytes(4).toString('hex')}`;
    const chosen = await json(
      ['admin:create', '--email', 'two@program.test', '--password-stdin'],
      `${password}\n`,
    );
    expect(chosen).toMatchObject({ password: null, totpSecret: null });
    expect((await signIn({ email: 'two@program.test', password, ip: '' })).outcome).toBe('signed_in');
    const weak = await portal(
      ['admin:create', '--email', 'three@program.test', '--password-stdin'],
      'short\n',
    );
    expect(weak.err).toContain('at least 12 characters');
  });

  it('makes keys of partners and admins', async () => {
    const { handle, partnerId } = await signUp();
    const own = await json(['api-key:create', '--partner', handle, '--expires-in-days', '2']);
    expect(await resolveApiKey(own.secret)).toMatchObject({ scope: { kind: 'partner', partnerId } });
    expect(Date.parse(own.expiresAt) - Date.now()).toBeGreaterThan(1.9 * 86_400_000);
    const several = await portal(['api-key:create', '--admin']);
    expect(several.err).toContain('several admins');
    const args = [
      'api-key:create',
      '--admin',
      '--email',
      'one@program.test',
      '--scope',
      'read,payouts:approve',
    ];
    const admins = await json(args);
    expect(admins.scopes).toEqual(['read', 'payouts:approve']);
    expect((await resolveApiKey(admins.secret))?.scope.kind).toBe('admin');
    expect(await db.apiKey.count()).toBe(2);
  });
});
