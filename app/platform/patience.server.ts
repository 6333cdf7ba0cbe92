import { isOutage } from './outage.server';

/** How long a request waits for a database that is away: it is back within a second or two after a crash. */
const PATIENCE_MS = 5_000;
const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 500;

/**
 * Tries again while the database is away, for a few seconds of the machine's time.
 * @param work may be repeated after a lost answer without harm
 * @throws the last error when it stays away, any other at once
 */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isOutage(error) || performance.now() - started + wait > PATIENCE_MS) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
