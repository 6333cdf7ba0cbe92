// Several processes that live and die together.
import { spawn } from 'node:child_process';
import { root } from './repository.mjs';

// Longer than the web server gives the requests under way.
const STOP_MS = 15_000;

/**
 * Starts and watches processes. They end when `stop` is called, at Ctrl-C and SIGTERM, when one of them ends by itself,
 * and (through the IPC channel each of them watches) when this process is killed.
 */
export class ProcessGroup {
  #members = [];
  #stopping = null;
  #interruption = new AbortController();
  #ended;
  /** Resolves with the exit status of the group once everything has stopped. */
  ended = new Promise((resolve) => {
    this.#ended = resolve;
  });

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => this.stop(0));
  }

  /** Starts `node ...args`; later members are stopped first. */
  start(name, args, env = process.env) {
    if (this.#stopping) return;
    const child = spawn(process.execPath, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // Its own process group: Ctrl-C in a terminal reaches only us, and we stop the members in order.
      detached: true,
    });
    const exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
      child.once('error', (error) => resolve({ code: 1, signal: error.message }));
    });
    this.#members.push({ child, exited });
    exited.then(({ code, signal }) => {
      if (this.#stopping) return;
      console.error(`${name} ended unexpectedly (${signal ?? `exit status ${code}`}); stopping everything.`);
      this.stop(code || 1);
    });
  }

  /** Aborted once the group stops: for work that prepares or follows its start. */
  get signal() {
    return this.#interruption.signal;
  }

  /** Stops the members, the last one started first. */
  stop(status) {
    this.#stopping ??= this.#stopAll().then(() => this.#ended(status));
    this.#interruption.abort();
    return this.#stopping;
  }

  async #stopAll() {
    for (const { child, exited } of [...this.#members].reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await exited;
      clearTimeout(patience);
    }
  }
}
