import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort, newWebhookSecret, type Portal, startPortal } from '../app/test-support/portal';
import { stripeEnvironment } from '../app/test-support/stripe';
import { productApp } from '../sandbox/product/app';
import { type StripeServer, startStripeServer } from '../sandbox/stripe/start';
import { copyDatabase, type Database } from './databases';

const root = path.resolve(import.meta.dirname, '..');

/** Somebody who runs the program. */
export interface Admin {
  email: string;
  password: string;
  /** base32 */
  totpSecret: string;
  /** an API key that may read and approve payouts */
  approvalKey: string;
}

/** A database with an admin, to copy for each portal, and the secret the admin's second factor is kept under. */
export interface Prepared {
  database: Database;
  sessionSecret: string;
  admin: Admin;
}

/** Creates the admin by the operator's command line: once, it takes as long as a portal's start. */
export async function prepare(): Promise<Prepared> {
  const database = await copyDatabase();
  const sessionSecret = randomBytes(32).toString('base64url');
  const email = 'ines@program.test';
  const operator = async (...args: string[]) => {
    const env = { DATABASE_URL: database.url, SESSION_SECRET: sessionSecret };
    return JSON.parse(await commandLine(env, ...args));
  };
  const { password, totpSecret } = await operator(
    ...['admin:create', '--email', email, '--name', 'Ines', '--second-factor'],
  );
  const scopes = ['read', 'payouts:approve'].flatMap((scope) => ['--scope', scope]);
  const { secret } = await operator('api-key:create', '--admin', '--email', email, ...scopes);
  return { database, sessionSecret, admin: { email, password, totpSecret, approvalKey: secret } };
}

/** `npm run portal -- <args> --json` without what npm adds; what it printed. */
async function commandLine(settings: Record<string, string>, ...args: string[]): Promise<string> {
  const command = ['--import', 'tsx', 'scripts/portal.ts', ...args, '--json'];
  const { PATH, HOME } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    cwd: root,
    env: { PATH, HOME, NODE_ENV: 'production', TRIBUTARY_MODE: 'sandbox', LOG_LEVEL: 'warn', ...settings },
  });
  return stdout;
}

/** A portal with everything around it: web server, worker, Stripe-compatible server, the demonstration product. */
export interface RunningPortal extends Portal {
  stripe: StripeServer;
  /** where the demonstration product's pages are, without a slash at the end */
  product: string;
  admin: Admin;
  databaseUrl: string;
  /** kills the worker as `kill -9` does */
  killWorker: () => Promise<void>;
  startWorker: () => void;
  /** what every process has printed */
  log: () => string;
}

/** @param clock where the sandbox clock stands at first */
export async function openPortal(prepared: Prepared, clock: string): Promise<RunningPortal> {
  const database = await copyDatabase(prepared.database.name);
  const port = await freePort();
  const hooks = `http://127.0.0.1:${port}/webhooks`;
  const target = `${hooks}/stripe`;
  const secrets = stripeEnvironment('');
  const secret = newWebhookSecret();
  const stripe = await startStripeServer({
    port: 0,
    validate: true,
    beside: { '/product': (now) => productApp({ portal: { url: `${hooks}/product`, secret }, now }) },
    webhooks: [
      { url: target, secret: secrets.STRIPE_WEBHOOK_SECRET ?? '', connect: false },
      { url: target, secret: secrets.STRIPE_CONNECT_WEBHOOK_SECRET ?? '', connect: true },
    ],
  });
  stripe.gateway.setClock({ at: Date.parse(clock), running: false });
  const product = `${stripe.url}/product`;
  const env = {
    ...secrets,
    STRIPE_API_BASE: stripe.url,
    SESSION_SECRET: prepared.sessionSecret,
    PRODUCT_WEBHOOK_SECRET: secret,
    PRODUCT_WEBHOOK_URL: `${product}/webhooks`,
    PRODUCT_SIGN_UP_URL: `${product}/sign-up`,
  };
  const portal = await startPortal({ databaseUrl: database.url, clock, port, env }).catch(async (error) => {
    await stripe.close();
    await database.drop();
    throw error;
  });
  const worker = workerOf(portal.environment);
  worker.start();
  return {
    ...portal,
    stripe,
    product,
    admin: prepared.admin,
    databaseUrl: database.url,
    killWorker: () => worker.end('SIGKILL'),
    startWorker: worker.start,
    log: () => `${portal.output()}\n${worker.output()}`,
    stop: async () => {
      await worker.end('SIGTERM');
      await portal.stop();
      // closing fails when the server was asked for, or said, what Stripe would not
      await stripe.close().finally(() => database.drop());
    },
  };
}

function workerOf(environment: Record<string, string>) {
  let child: ChildProcess | null = null;
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  return {
    output: () => output,
    start() {
      const started = spawn(process.execPath, ['server/worker.mjs'], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { NODE_ENV: 'production', ...environment },
      });
      started.stdout.on('data', keep);
      started.stderr.on('data', keep);
      child = started;
    },
    async end(signal: NodeJS.Signals) {
      const ending = child;
      child = null;
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
      const exited = new Promise((resolve) => ending.once('exit', resolve));
      ending.kill(signal);
      await exited;
    },
  };
}
