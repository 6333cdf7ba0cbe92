// Several processes that live and die together.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { root } from './repository.mjs';

// Longer than the web server gives the requests under way.
const STOP_MS = 15_000;
const PARENT_CHECK_MS = 300;

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
    this.#stopWithParents();
  }

  // npm passes a signal to the shell between us, which dies without passing it on; and a killed npm says nothing.
  #stopWithParents() {
    const parents = parentsOf(process);
    const timer = setInterval(() => {
      if (parentsOf(process) !== parents) this.stop(0);
    }, PARENT_CHECK_MS);
    timer.unref();
  }

  /**
   * Starts `node ...args`; later members are stopped first.
   * @returns {Promise<unknown>} the first message the member sends
   */
  start(name, args, env = process.env) {
    this.signal.throwIfAborted();
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
    return new Promise((resolve, reject) => {
      child.once('message', resolve);
      exited.then(() => reject(new Error(`${name} ended before it was ready`)));
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

/** The process that started us and, on Linux, the one that started that; a dead one is replaced at once. */
function parentsOf({ ppid, platform }) {
  if (platform !== 'linux') return String(ppid);
  try {
    // The second field is the command in brackets, which may hold spaces.
    const [, grandparent] = fs.readFileSync(`/proc/${ppid}/stat`, 'utf8').split(') ')[1].split(' ');
    return `${ppid} ${grandparent}`;
  } catch {
    return '';
  }
}
