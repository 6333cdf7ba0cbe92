import { rivalsOf } from '~/domain/attribution/rivals';
import { newId } from '~/kernel/ids';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';
import type { Subjects } from './judge-subjects.server';
import { tellConflicts } from './tell-conflicts.server';
import type { SettledCustomer } from './write-book.server';

/**
 * Notes which partners had a claim to the settled customers that lost to an agency's, and tells both sides once (domain.md section 11). What a
 * late event changes afterwards is seen in the referral: nobody is told twice of one customer.
 */
export async function recordConflicts(
  tx: Tx,
  settled: readonly SettledCustomer[],
  { subjects, now }: { subjects: Pick<Subjects, 'signUps' | 'work'>; now: Instant },
): Promise<void> {
  const data = settled.flatMap(({ customer, credits }) => {
    const signUp = subjects.signUps.get(customer.id);
    if (!signUp) return [];
    return rivalsOf(signUp, credits, subjects.work.context).map(({ partnerId, reason }) => ({
      id: newId('cnf', now),
      customerId: customer.id,
      winnerId: credits.at(-1)?.partnerId ?? null,
      loserId: partnerId,
      reason,
      at: new Date(now),
    }));
  });
  if (data.length === 0) return;
  const noted = await tx.attributionConflict.createManyAndReturn({ data, skipDuplicates: true });
  await tellConflicts(tx, noted);
}
