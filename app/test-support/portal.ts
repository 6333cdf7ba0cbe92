import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Webhook } from 'standardwebhooks';

const root = path.resolve(import.meta.dirname, '../..');

/** A running portal of the built application, reached only over HTTP. */
export interface Portal {
  url: string;
  /** a call of the REST API as the admin; the parsed answer, or an error that shows it */
  api: <T>(method: string, path: string, body?: unknown) => Promise<T>;
  /** the same without judging the status */
  call: (
    method: string,
    path: string,
    body?: unknown,
    key?: string,
  ) => Promise<{ status: number; body: unknown }>;
  /** delivers one product event, signed; the answer's status */
  send: (event: unknown, options?: { id?: string; secret?: string }) => Promise<number>;
  /** moves the sandbox clock and waits until all that fell due is done */
  moveClock: (to: string) => Promise<void>;
  /** what it was started with: for a worker or a command beside it */
  environment: Record<string, string>;
  /** what it has printed so far */
  output: () => string;
  stop: () => Promise<void>;
}

export interface PortalOptions {
  databaseUrl: string;
  /** where the sandbox clock stands at first */
  clock: string;
  /** where it listens; absent: any free port */
  port?: number;
  env?: Record<string, string>;
}

/** A port nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** A secret as Standard Webhooks has it. */
export const newWebhookSecret = () => `whsec_${randomBytes(32).toString('base64')}`;

async function untilReady(url: string, child: ChildProcess, log: () => string): Promise<void> {
  for (const deadline = Date.now() + 180_000; Date.now() < deadline; ) {
    if (child.exitCode !== null) throw new Error(`the portal ended at once:\n${log()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the portal was not ready in 180 s:\n${log()}`);
}

/** Starts the built web server on a database, with a clock that stands still and no demo. */
export async function startPortal({
  databaseUrl,
  clock,
  port: wanted,
  env = {},
}: PortalOptions): Promise<Portal> {
  const port = wanted ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const dataDir = mkdtempSync(path.join(tmpdir(), 'tributary-portal-'));
  const secret = env.PRODUCT_WEBHOOK_SECRET ?? newWebhookSecret();
  const key = `trb_${randomBytes(24).toString('hex')}`;
  const environment = {
    NODE_ENV: 'production' as const,
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    PORT: String(port),
    HOST: '127.0.0.1',
    ORIGIN: url,
    TRIBUTARY_MODE: 'sandbox',
    TRIBUTARY_DEMO: 'off',
    TRIBUTARY_CLOCK_START: clock,
    PRODUCT_WEBHOOK_SECRET: secret,
    BOOTSTRAP_ADMIN_EMAIL: 'admin@program.test',
    BOOTSTRAP_ADMIN_PASSWORD: randomBytes(15).toString('base64url'),
    BOOTSTRAP_ADMIN_API_KEY: key,
    LOG_LEVEL: 'warn',
    ...env,
  };
  const child = spawn(process.execPath, ['server/web.mjs'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    }
    rmSync(dataDir, { recursive: true, force: true });
  };
  await untilReady(url, child, () => output).catch(async (error) => {
    await stop();
    throw error;
  });

  const call: Portal['call'] = async (method, where, body, as = key) => {
    const answer = await fetch(`${url}/api/v1${where}`, {
      method,
      headers: {
        authorization: `Bearer ${as}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  };
  const api: Portal['api'] = async (method, where, body) => {
    const answer = await call(method, where, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${where}: ${answer.status} ${JSON.stringify(answer.body)}\n${output}`);
    return answer.body as never;
  };
  return {
    url,
    api,
    call,
    environment,
    output: () => output,
    stop,
    send: async (event, { id = `evt_${randomBytes(12).toString('hex')}`, secret: signing = secret } = {}) => {
      const body = typeof event === 'string' ? event : JSON.stringify(event);
      const at = new Date();
      const answer = await fetch(`${url}/webhooks/product`, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': new Webhook(signing).sign(id, at, body),
        },
      });
      await answer.arrayBuffer();
      return answer.status;
    },
    moveClock: async (to) => {
      await api('POST', '/sandbox/clock', { now: to });
    },
  };
}

/** Every row of a list, page by page. */
export async function listAll<T>(portal: Portal, where: string): Promise<T[]> {
  const rows: T[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const joint = where.includes('?') ? '&' : '?';
    const page: { data: T[]; nextCursor: string | null } = await portal.api(
      'GET',
      `${where}${joint}limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    );
    rows.push(...page.data);
    cursor = page.nextCursor;
  }
  return rows;
}
