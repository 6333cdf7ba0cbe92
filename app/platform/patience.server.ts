/** How long a request waits for a database that is away: it is back within a second or two after a crash. */
const PATIENCE_MS = 5_000;
const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 500;

// Connection lost or refused, the server shutting down or starting, too many clients; and lost to another transaction.
const PASSING = /^(08...|53300|57P0[1-3]|40001|40P01|E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH))$/;
const PASSING_MESSAGE = /^(connection terminated|timeout expired|timeout exceeded when trying to connect)/i;

/** Whether the same statement may well succeed a moment later: nothing is wrong with it. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  // A host name with several addresses fails with one error for each.
  if (error instanceof AggregateError) return error.errors.some(isPassing);
  return (typeof code === 'string' && PASSING.test(code)) || PASSING_MESSAGE.test(error.message);
}

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
      if (!isPassing(error) || performance.now() - started + wait > PATIENCE_MS) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
