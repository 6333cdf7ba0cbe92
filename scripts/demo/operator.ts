import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SignIn } from './notes';

const run = promisify(execFile);
const TSX = path.resolve('node_modules/tsx/dist/cli.mjs');

/** Somebody who runs the program, with a key that may approve payouts. */
export interface DemoAdmin {
  signIn: SignIn;
  key: string;
}

/** The operator's command line (`npm run portal`). @throws {Error} with its reason */
async function portal<T>(...args: string[]): Promise<T> {
  const command = [TSX, 'scripts/portal.ts', ...args, '--json'];
  const { stdout } = await run(process.execPath, command).catch((error: { stdout?: string }) => {
    throw new Error(`npm run portal -- ${args.join(' ')}: ${error.stdout ?? error}`);
  });
  return JSON.parse(stdout) as T;
}

/** Creates an admin with a second factor, and a key that acts for it. */
export async function createAdmin(name: string, email: string): Promise<DemoAdmin> {
  const who = ['--email', email, '--name', name];
  const created = await portal<{ password: string; totpSecret: string }>(
    'admin:create',
    ...who,
    '--second-factor',
  );
  const scopes = ['--scope', 'read', '--scope', 'payouts:approve'];
  const key = await portal<{ secret: string }>('api-key:create', '--admin', ...who, ...scopes);
  const { password, totpSecret } = created;
  return { signIn: { role: 'Admin', email, password, totpSecret }, key: key.secret };
}
