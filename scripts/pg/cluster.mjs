// One database server in the data folder: made, started and stopped here. Only 127.0.0.1, no unix socket, a random
// password, and settings that keep every acknowledged commit (fsync and friends stay on, also in tests).
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { isAlive, sleep } from '../repository.mjs';
import { runAs } from './account.mjs';

const PREFERRED_PORT = 54329;
export const OWNER = 'tributary';

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  shared_preload_libraries: 'pg_stat_statements',
  timezone: 'UTC',
  // io_uring and its worker processes are not to be had in every container
  io_method: 'sync',
};

const paths = (home) => ({
  data: path.join(home, 'data'),
  pidFile: path.join(home, 'data', 'postmaster.pid'),
  state: path.join(home, 'state.json'),
  log: path.join(home, 'postgres.log'),
});

/** Address and password of the cluster in `home`, or null when none was made. */
export function readState(home) {
  const at = paths(home);
  if (!fs.existsSync(at.state) || !fs.existsSync(path.join(at.data, 'PG_VERSION'))) return null;
  return JSON.parse(fs.readFileSync(at.state, 'utf8'));
}

const writeState = (home, state) =>
  fs.writeFileSync(paths(home).state, JSON.stringify(state), { mode: 0o600 });

/** The running server of the cluster in `home`, or null. */
export function running(home) {
  const at = paths(home);
  if (!fs.existsSync(at.pidFile)) return null;
  const [pid, , , port] = fs.readFileSync(at.pidFile, 'utf8').split('\n');
  if (!isAlive(Number(pid))) return null;
  // A pid is reused after a reboot, and a killed server may linger as a zombie with an empty command line.
  if (process.platform === 'linux' && !commandLine(pid).includes('postgres')) return null;
  return { pid: Number(pid), port: Number(port) };
}

function commandLine(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** Makes the cluster: builtin C.UTF-8, so that sorting does not depend on the machine. */
export function create(home, who, programs) {
  const at = paths(home);
  fs.rmSync(at.data, { recursive: true, force: true });
  fs.mkdirSync(home, { recursive: true, mode: 0o700 });
  const state = { password: randomBytes(24).toString('base64url'), port: PREFERRED_PORT };
  const passwordFile = path.join(home, `.password-${process.pid}`);
  fs.writeFileSync(passwordFile, `${state.password}\n`, { mode: 0o600 });
  if (who.kind === 'setuid') for (const file of [home, passwordFile]) fs.chownSync(file, who.uid, who.gid);
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '-E', 'UTF8'];
  const auth = ['-U', OWNER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const result = runAs(who, programs.initdb, ['-D', at.data, ...auth, ...locale]);
  fs.rmSync(passwordFile, { force: true });
  if (result.status !== 0) {
    fs.rmSync(at.data, { recursive: true, force: true });
    throw new Error(`initdb failed: ${result.stderr}`);
  }
  writeState(home, state);
}

/** Starts the server of an existing cluster and returns its state. */
export async function launch(home, who, programs) {
  const at = paths(home);
  await clearStalePidFile(at);
  let failure = '';
  // Another cluster may take the free port between our look and the start.
  for (let attempt = 0; attempt < 3; attempt++) {
    const state = { ...readState(home), port: (await freePort(PREFERRED_PORT)) || (await freePort(0)) };
    const settings = Object.entries(SETTINGS).map(([name, value]) => `-c ${name}='${value}'`);
    const options = [`-p ${state.port}`, ...settings].join(' ');
    const result = runAs(who, programs.pgCtl, [
      '-D',
      at.data,
      '-l',
      at.log,
      '-w',
      '-t',
      '60',
      '-s',
      '-o',
      options,
      'start',
    ]);
    if (result.status === 0) {
      writeState(home, state);
      return state;
    }
    failure = result.stderr;
  }
  throw new Error(`PostgreSQL did not start: ${failure}\n${lastLines(at.log)}`);
}

/** Stops the server and waits for it. */
export function shutdown(home, who, programs, mode = 'fast') {
  const result = runAs(who, programs.pgCtl, ['-D', paths(home).data, '-m', mode, '-w', '-s', 'stop']);
  if (result.status !== 0) throw new Error(`PostgreSQL did not stop: ${result.stderr}`);
}

// After `kill -9` the dead server can stay a zombie (for ever, where pid 1 does not reap), and Postgres then reports that
// postmaster.pid already exists. The file may go, but only once no backend of this cluster is left: that is what it guards.
async function clearStalePidFile(at) {
  if (process.platform !== 'linux' || !fs.existsSync(at.pidFile)) return;
  for (let round = 0; ; round++) {
    const left = processesIn(at.data);
    if (left.length === 0) break;
    if (round === 20) for (const pid of left) quit(pid);
    if (round > 100) throw new Error(`backends of a killed PostgreSQL still run: ${left.join(', ')}`);
    await sleep(50);
  }
  fs.rmSync(at.pidFile, { force: true });
}

function processesIn(folder) {
  return fs.readdirSync('/proc').filter((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      return fs.readlinkSync(`/proc/${entry}/cwd`) === folder;
    } catch {
      return false;
    }
  });
}

function quit(pid) {
  try {
    process.kill(Number(pid), 'SIGQUIT');
  } catch {
    // gone meanwhile
  }
}

/** That port if nobody listens on it (0: any), else 0. */
export const freePort = (port) =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen(port, '127.0.0.1', () => {
      const { port: found } = probe.address();
      probe.close(() => resolve(found));
    });
  });

function lastLines(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n').slice(-15).join('\n') : '';
}
