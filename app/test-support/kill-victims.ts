import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import type { Orders } from './kill-victim';

const root = path.resolve(import.meta.dirname, '../..');

/** Bundles the victim's code once, so that a process of it starts in half a second. */
async function bundle(folder: string): Promise<string> {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    resolve: { alias: { '~': path.join(root, 'app') } },
    build: {
      ssr: path.join(root, 'app/test-support/kill-victim.ts'),
      outDir: folder,
      rollupOptions: { output: { entryFileNames: 'victim.mjs' } },
    },
  });
  return path.join(folder, 'victim.mjs');
}

interface Victim {
  child: ChildProcess;
  output: string;
  ended: Promise<NodeJS.Signals | null>;
}

/** Processes to be killed, one after the other; the next is started while the last one dies. */
export class Victims {
  private next: Victim | null = null;

  private constructor(
    private readonly folder: string,
    private readonly file: string,
    private readonly environment: Record<string, string | undefined>,
  ) {}

  static async ready(environment: Record<string, string | undefined>): Promise<Victims> {
    const folder = mkdtempSync(path.join(root, 'node_modules/.cache/victims-'));
    return new Victims(folder, await bundle(folder), environment);
  }

  /**
   * Gives one process its orders and waits for its end.
   * @returns whether it was killed; false when its point was never reached
   * @throws when it failed
   */
  async run(orders: Orders, { seconds = 60 } = {}): Promise<boolean> {
    const victim = this.next ?? this.start();
    victim.child.stdin?.write(`${JSON.stringify(orders)}\n`);
    this.next = this.start();
    const late = setTimeout(() => victim.child.kill('SIGTERM'), seconds * 1000);
    const signal = await victim.ended;
    clearTimeout(late);
    if (signal === 'SIGKILL') return true;
    if (signal === null && victim.output.includes('survived')) return false;
    throw new Error(`a victim at ${orders.point} ended with ${signal}: ${victim.output}`);
  }

  private start(): Victim {
    const env = { ...process.env, ...this.environment };
    const child = spawn(process.execPath, [this.file], { cwd: root, env, stdio: ['pipe', 'pipe', 'pipe'] });
    const victim: Victim = {
      child,
      output: '',
      ended: new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal))),
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        victim.output += chunk;
      });
    }
    child.stdin?.on('error', () => {}); // it died before it read
    return victim;
  }

  async end(): Promise<void> {
    this.next?.child.kill('SIGKILL');
    await this.next?.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
