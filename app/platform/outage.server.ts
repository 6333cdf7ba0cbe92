// Classes of SQLSTATE that pass by themselves: connection lost, overtaken by another, out of resources, shutting down, disk trouble; and
// what a socket or Prisma says of the same.
const PASSING =
  /^(08|40|53|57P|58)|^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|EPIPE|P1001|P1002|P1008|P1017|P2024|P2028|P2034)$/;
const WORDS = /^connection terminated|^timeout expired|timeout exceeded when trying to connect/i;

/** Whether an error is an outage, which the same work outlives when it is done again, and no fault of the data or of ours. */
export function isOutage(error: unknown): boolean {
  for (let each = error, depth = 0; each instanceof Error && depth < 6; depth++) {
    // a host name with several addresses fails with one error for each
    if (each instanceof AggregateError && each.errors.some(isOutage)) return true;
    const { code, originalCode, cause, meta } = each as Error & Record<string, unknown>;
    if ([code, originalCode].some((name) => typeof name === 'string' && PASSING.test(name))) return true;
    if (WORDS.test(each.message)) return true;
    each = (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError ?? cause;
  }
  return false;
}
