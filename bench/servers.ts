import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root, sleep } from '../scripts/repository.mjs';

export interface Server {
  port: number;
  stop: () => Promise<void>;
}

const READY_MS = 20_000;

/**
 * Starts a program of ours that listens on PORT, and waits until it answers.
 * @param file below the repository
 * @param settings its whole environment beside PATH, HOME and PORT
 * @throws with what it said when it does not answer
 */
export async function startServer(file: string, settings: Record<string, string>): Promise<Server> {
  const port = await freePort();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'tributary-bench-'));
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [path.join(root, file)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, HOME, NODE_ENV: 'production', DATA_DIR: dataDir, PORT: String(port), ...settings },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said = (said + chunk).slice(-4000);
    });
  }
  const stop = async () => {
    await end(child);
    rmSync(dataDir, { recursive: true, force: true });
  };
  for (const deadline = performance.now() + READY_MS; ; await sleep(50)) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { redirect: 'manual' }).catch(() => null);
    if (answer) return { port, stop };
    if (child.exitCode !== null || performance.now() > deadline) {
      await stop();
      throw new Error(`${file} did not start:\n${said}`);
    }
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
