import { deleteOldEmailTokens } from '~/domain/identity/users.server';
import { deleteExpiredCounters } from '~/platform/rate-limit.server';
import { deleteExpiredSessions } from '~/platform/session.server';

const EVERY_MS = 3_600_000;
let next = 0;

/** Sweeps sessions, links of mails and counters that have run out, once an hour of the machine's time, which is theirs. */
export async function sweepIdentity(): Promise<void> {
  if (Date.now() < next) return;
  next = Date.now() + EVERY_MS;
  await deleteExpiredSessions();
  await deleteOldEmailTokens();
  await deleteExpiredCounters();
}
