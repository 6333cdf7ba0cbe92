import { bootstrapAdmin } from '~/flows/create-admin.server';
import { closeBackgroundWork } from '~/platform/background-work.server';
import { loadClock } from '~/platform/clock.server';
import { assertDatabaseIsSafe } from '~/platform/database-safety.server';
import { closeDatabase } from '~/platform/db.server';
import { stopListening } from '~/platform/listen.server';

/**
 * What every process does once before it serves or works.
 * @throws when it must not go on; the message is for the operator
 */
export async function boot(): Promise<void> {
  await assertDatabaseIsSafe();
  await loadClock();
  await bootstrapAdmin();
}

/** The counterpart: lets go of every connection, so that the process can exit. */
export async function shutdown(): Promise<void> {
  await stopListening();
  await closeBackgroundWork();
  await closeDatabase();
}
