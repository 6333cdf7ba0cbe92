import type { Tx } from './transaction.server';

// Numbers of our own, 71_003, 71_005 and 71_010 taken elsewhere (background-work, create-admin, reconcile); released with the transaction
// (PgBouncer in transaction mode allows no others)
const APPLY_EVENTS = 71_001;
const SETTLE = 71_002;
const SEAL_DAYS = 71_004;

/** One applier at a time: an event that waits for a customer must see every customer applied before it (ADR-0022). */
export async function lockApplying(tx: Tx): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(${APPLY_EVENTS}::bigint)`;
}

/** One settler at a time: caps reach across customers, and whoever drains the work waits for what another is in the middle of. */
export async function lockSettling(tx: Tx): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(${SETTLE}::bigint)`;
}

/** One sealer of days at a time: whoever comes second sees what the first one sealed. */
export async function lockSealing(tx: Tx): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(${SEAL_DAYS}::bigint)`;
}
