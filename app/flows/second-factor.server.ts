import { recordAudit } from '~/domain/audit/audit.server';
import {
  type CodeVerdict,
  newTotpSecret,
  storeTotpSecret,
  takeTotpCode,
  totpSecretOf,
} from '~/domain/identity/second-factor.server';
import type { UserRole } from '~/generated/prisma/client';
import { now } from '~/platform/clock.server';
import { createRateLimit } from '~/platform/rate-limit.server';
import { transaction } from '~/platform/transaction.server';

// A code has six digits: without a limit it is guessed in a day
const tries = createRateLimit({ name: 'second-factor', most: 5, seconds: 300 });

export type CodeCheck = CodeVerdict | 'too_many';

/** The secret a person may enrol now: the one begun, or a new one; null when a factor is enrolled already. */
export function beginEnrolment(userId: string): Promise<string | null> {
  return transaction(async (tx) => {
    const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    if (user.totpEnrolledAt) return null;
    const begun = totpSecretOf(user);
    if (begun) return begun;
    const secret = newTotpSecret();
    await storeTotpSecret(tx, userId, secret);
    return secret;
  });
}

/** Checks a code, at most five times in five minutes; the first one of a new secret enrols it. */
export async function checkCode(
  user: { id: string; role: UserRole },
  code: string,
  options: { enrolling: boolean },
): Promise<CodeCheck> {
  if (!(await tries.take(user.id)).allowed) return 'too_many';
  const verdict = await transaction(async (tx) => {
    const taken = await takeTotpCode(tx, user.id, code, options);
    if (taken === 'accepted' && options.enrolling) {
      await recordAudit(tx, {
        at: now(),
        actor: { kind: user.role, userId: user.id, keyId: null },
        action: 'user.second_factor_enrolled',
        subject: { type: 'user', id: user.id },
      });
    }
    return taken;
  });
  if (verdict === 'accepted') await tries.reset(user.id);
  return verdict;
}
