import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** A worker process of its own, from the source. */
export interface WorkerProcess {
  signal: (signal: NodeJS.Signals) => void;
  /** what it printed */
  output: () => string;
  /** kills it if it still runs */
  end: () => Promise<void>;
}

/** Starts `npm run worker` on a database, with settings of the caller's. It works when it has something to do. */
export function startWorkerProcess(databaseUrl: string, environment: Record<string, string>): WorkerProcess {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'tributary-worker-'));
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', 'server/worker.mjs'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      NODE_ENV: 'production',
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDir,
      TRIBUTARY_MODE: 'sandbox',
      TRIBUTARY_DEMO: 'off',
      TRIBUTARY_SOURCE: '1',
      LOG_LEVEL: 'info',
      ...environment,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    signal: (signal) => void child.kill(signal),
    output: () => output,
    end: async () => {
      child.kill('SIGKILL');
      await exited;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Asks until the answer is not undefined. @throws after `seconds`, with what `explain` says */
export async function eventually<T>(
  ask: () => Promise<T | undefined>,
  { seconds, explain }: { seconds: number; explain: () => string },
): Promise<T> {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; ) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`did not happen within ${seconds} s: ${explain()}`);
}
