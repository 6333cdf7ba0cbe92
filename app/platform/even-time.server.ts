/**
 * Takes at least so long whatever happens, failure included: what was found must not show in how long the answer took (no enumeration,
 * reliability.md section 4). The machine's time.
 * @param milliseconds more than the work ever takes on a machine that is not overloaded
 */
export async function evenly<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  const [result] = await Promise.allSettled([
    work(),
    new Promise((resolve) => setTimeout(resolve, milliseconds)),
  ]);
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
