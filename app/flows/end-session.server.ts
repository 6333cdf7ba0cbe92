import { recordAudit } from '~/domain/audit/audit.server';
import type { UserRole } from '~/generated/prisma/client';
import { now } from '~/platform/clock.server';
import { endOneSession } from '~/platform/session.server';
import { transaction } from '~/platform/transaction.server';

/** Signs a person out at one other place. @returns whether there was such a session of that person */
export function endSessionOf(person: { id: string; role: UserRole }, id: string): Promise<boolean> {
  return transaction(async (tx) => {
    const ended = await endOneSession(tx, person.id, id);
    if (ended) {
      await recordAudit(tx, {
        at: now(),
        actor: { kind: person.role, userId: person.id, keyId: null },
        action: 'user.session_ended',
        subject: { type: 'user', id: person.id },
      });
    }
    return ended;
  });
}
