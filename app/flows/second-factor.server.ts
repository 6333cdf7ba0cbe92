import { recordAudit } from '~/domain/audit/audit.server';
import {
  type CodeVerdict,
  clearTotpSecret,
  newTotpSecret,
  storeTotpSecret,
  takeTotpCode,
  totpSecretOf,
  totpUri,
} from '~/domain/identity/second-factor.server';
import { loadProgram } from '~/domain/program/program.server';
import type { UserRole } from '~/generated/prisma/client';
import { now } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { queueMail } from '~/platform/mail.server';
import { createRateLimit } from '~/platform/rate-limit.server';
import { type Tx, transaction } from '~/platform/transaction.server';

// A code has six digits: without a limit it is guessed in a day.
const tries = createRateLimit({ name: 'second-factor', most: 5, seconds: 300 });

interface Person {
  id: string;
  email: string;
  role: UserRole;
}

export type CodeCheck = CodeVerdict | 'too_many';

/** What an authenticator app must be told. */
export interface Enrolment {
  /** base32, to type */
  secret: string;
  /** `otpauth://…`, to scan */
  uri: string;
}

/** What a person may enrol now: what was begun, or new; null when a factor is enrolled already. */
export function beginEnrolment(userId: string): Promise<Enrolment | null> {
  return transaction(async (tx) => {
    const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    if (user.totpEnrolledAt) return null;
    const secret = totpSecretOf(user) ?? newTotpSecret();
    if (user.totpSecret === null) await storeTotpSecret(tx, userId, secret);
    const { name } = await loadProgram(tx);
    return { secret, uri: totpUri(secret, `${name} partners`, user.email) };
  });
}

/** Enrols what was begun, by the first code of it. */
export function enrolSecondFactor(person: Person, code: string): Promise<CodeCheck> {
  return check(person, code, { enrolling: true });
}

/** Checks a code, at most five times in five minutes; a code is good once. */
export function checkCode(person: Person, code: string): Promise<CodeCheck> {
  return check(person, code, { enrolling: false });
}

async function check(person: Person, code: string, options: { enrolling: boolean }): Promise<CodeCheck> {
  if (!(await tries.take(person.id)).allowed) return 'too_many';
  const verdict = await transaction(async (tx) => {
    const taken = await takeTotpCode(tx, person.id, code, options);
    if (taken === 'accepted' && options.enrolling) await tell(tx, person, 'enrolled');
    return taken;
  });
  if (verdict === 'accepted') await tries.reset(person.id);
  return verdict;
}

/** Takes the second factor away; that it was shown just now is the guard's to say. */
export async function removeSecondFactor(person: Person): Promise<void> {
  await transaction(async (tx) => {
    if (await clearTotpSecret(tx, person.id)) await tell(tx, person, 'removed');
  });
}

/** Whoever's account it is hears of it, whoever did it. */
async function tell(tx: Tx, person: Person, what: 'enrolled' | 'removed'): Promise<void> {
  await recordAudit(tx, {
    at: now(),
    actor: { kind: person.role, userId: person.id, keyId: null },
    action: `user.second_factor_${what}`,
    subject: { type: 'user', id: person.id },
  });
  const { name } = await loadProgram(tx);
  const done = what === 'enrolled' ? 'added to' : 'removed from';
  await queueMail(tx, {
    to: person.email,
    subject: `A second factor was ${done} your account with the ${name} partner program`,
    text: [
      `A second factor was ${done} your account.`,
      `If that was not you, set a new password now: ${env.origin}/forgot`,
    ].join('\n\n'),
  });
}
