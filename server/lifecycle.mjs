// How a process of ours begins and ends.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export const root = path.resolve(import.meta.dirname, '..');
const BUILD = path.join(root, 'build/server/index.js');

/** What keeps a process from starting, in words for the person who starts it. */
export class StartError extends Error {}

/** The built application. */
export async function loadBuild() {
  if (!fs.existsSync(BUILD)) throw new StartError('There is no build yet: run npm run build, or npm start.');
  return import(pathToFileURL(BUILD).href);
}

/** Runs `main` and ends the process with a readable reason when it fails. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    // What is wrong with the settings or the database is the operator's to mend; a stack would bury it.
    const forOperator =
      error instanceof StartError || ['EnvironmentError', 'UnsafeDatabaseError'].includes(error.name);
    console.error(forOperator ? error.message : error);
    process.exit(1);
  }
}

/**
 * Calls `stop` once: at Ctrl-C, at the supervisor's SIGTERM, and when the process that started us dies without a word.
 * @param {() => Promise<void>} stop
 */
export function stopOnSignal(stop) {
  let stopping = false;
  const begin = async () => {
    if (stopping) return;
    stopping = true;
    await stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, begin);
  if (process.connected) process.once('disconnect', begin);
}
