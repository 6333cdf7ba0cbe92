import { lockHandoffOfProject } from '~/domain/agency/handoffs.server';
import { offerState, offerTimes } from '~/domain/agency/project-stage';
import type { PartnerScope } from '~/domain/identity/scope';
import { newId } from '~/kernel/ids';
import { now } from '~/platform/clock.server';
import { lockApplying } from '~/platform/locks.server';
import { assertQueueReady } from '~/platform/queue.server';
import { transaction } from '~/platform/transaction.server';
import { auditHandoff } from './handoff-link.server';
import { reconsiderHandoff } from './reconsider-handoff.server';

const MOST = 10;

export type SignUpDeclared =
  | { outcome: 'declared' }
  | { outcome: 'declared_before' }
  | { outcome: 'not_found' }
  /** only while an offer waits for its answer */
  | { outcome: 'not_open' }
  /** ten addresses are enough for one client */
  | { outcome: 'too_many_declared' };

/**
 * The agency says beforehand by which address it will create the client's account: marked as such, that sign-up is not taken for a self-referral
 * (domain.md section 11, ADR-0102).
 * @param email lower case
 */
export async function declareHandoffSignUp(
  scope: PartnerScope,
  projectId: string,
  email: string,
): Promise<SignUpDeclared> {
  await assertQueueReady();
  return transaction(async (tx) => {
    await lockApplying(tx);
    const handoff = await lockHandoffOfProject(tx, scope, projectId);
    if (!handoff) return { outcome: 'not_found' };
    const at = now();
    if (offerState(offerTimes(handoff), at) !== 'open') return { outcome: 'not_open' };
    if ((await tx.declaredSignUp.count({ where: { handoffId: handoff.id } })) >= MOST)
      return { outcome: 'too_many_declared' };
    const { count } = await tx.declaredSignUp.createMany({
      data: [
        {
          id: newId('dsu', at),
          handoffId: handoff.id,
          partnerId: scope.partnerId,
          email,
          at: new Date(at),
          byUserId: scope.userId,
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0) return { outcome: 'declared_before' };
    await auditHandoff(tx, { actor: scope, handoff, action: 'handoff.sign_up_declared', at });
    await reconsiderHandoff(tx, handoff.id);
    return { outcome: 'declared' };
  });
}
