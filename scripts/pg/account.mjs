// Postgres refuses to run as root. In order of preference:
//   1. not root: as we are;
//   2. a user namespace: the server believes to be uid 65534 while its files stay root's, so no account is made, nothing
//      is chowned and it works below /root;
//   3. where namespaces are forbidden (Docker's default profile, chroot): the `postgres` or the `nobody` account.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const NAMESPACE = ['--user', '--map-user=65534', '--map-group=65534'];

/** How Postgres programs are run on this machine. */
export function account() {
  if (process.getuid?.() !== 0) return { kind: 'self' };
  const namespaces = process.env.PG_NO_USERNS !== '1';
  if (namespaces && spawnSync('unshare', [...NAMESPACE, 'true'], { stdio: 'ignore' }).status === 0) {
    return { kind: 'namespace' };
  }
  for (const name of ['postgres', 'nobody']) {
    const uid = numericId('-u', name);
    if (uid !== null) return { kind: 'setuid', uid, gid: numericId('-g', name) };
  }
  throw new Error('PostgreSQL cannot run as root here: no user namespaces and no postgres or nobody account');
}

function numericId(flag, name) {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
  return status === 0 ? Number(stdout) : null;
}

/** Runs a Postgres program to its end under that account. */
export function runAs(who, command, args) {
  const options = {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  };
  if (who.kind === 'namespace') return spawnSync('unshare', [...NAMESPACE, command, ...args], options);
  if (who.kind === 'setuid')
    return spawnSync(command, args, { ...options, uid: who.uid, gid: who.gid, cwd: '/' });
  return spawnSync(command, args, options);
}

/** Whether that account can walk to this path: /root, for example, is closed to everybody else. */
export function canReach(who, target) {
  if (who.kind !== 'setuid') return true;
  for (let folder = path.dirname(target); ; folder = path.dirname(folder)) {
    const stats = fs.statSync(folder, { throwIfNoEntry: false });
    if (stats && !(stats.mode & 0o001)) return false;
    if (folder === path.dirname(folder)) return true;
  }
}
