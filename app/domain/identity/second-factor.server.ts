import { randomBytes } from 'node:crypto';
import { decodeBase32IgnorePadding, encodeBase32UpperCaseNoPadding } from '@oslojs/encoding';
import { createTOTPKeyURI, verifyHOTP } from '@oslojs/otp';
import type { User } from '~/generated/prisma/client';
import { decrypt, encrypt } from '~/platform/crypto.server';
import type { Tx } from '~/platform/transaction.server';

const PERIOD_SECONDS = 30;
const DIGITS = 6;

/** A fresh secret in base32, as authenticator apps take it. */
export function newTotpSecret(): string {
  return encodeBase32UpperCaseNoPadding(randomBytes(20));
}

/** `otpauth://…` for the QR code. */
export function totpUri(secret: string, issuer: string, email: string): string {
  return createTOTPKeyURI(issuer, email, decodeBase32IgnorePadding(secret), PERIOD_SECONDS, DIGITS);
}

/** Keeps a secret for a person, encrypted; it counts once a code of it was shown. */
export async function storeTotpSecret(tx: Tx, userId: string, secret: string): Promise<void> {
  await tx.user.update({
    where: { id: userId },
    data: { totpSecret: encrypt(secret, 'totp', userId), totpEnrolledAt: null, totpLastStep: null },
  });
}

/** Takes the second factor away. @returns whether there was one */
export async function clearTotpSecret(tx: Tx, userId: string): Promise<boolean> {
  const { count } = await tx.user.updateMany({
    where: { id: userId, totpEnrolledAt: { not: null } },
    data: { totpSecret: null, totpEnrolledAt: null, totpLastStep: null },
  });
  return count === 1;
}

/** The secret kept for a person; null when there is none. */
export function totpSecretOf(user: Pick<User, 'id' | 'totpSecret'>): string | null {
  return user.totpSecret === null ? null : decrypt(user.totpSecret, 'totp', user.id);
}

/** The time step a code belongs to, one step of clock drift either way; null when it is wrong. */
function stepOf(secret: string, code: string, nowMs: number): bigint | null {
  const key = decodeBase32IgnorePadding(secret);
  const current = BigInt(Math.floor(nowMs / 1000 / PERIOD_SECONDS));
  for (const step of [current, current - 1n, current + 1n]) {
    if (verifyHOTP(key, step, DIGITS, code)) return step;
  }
  return null;
}

export type CodeVerdict = 'accepted' | 'wrong' | 'used' | 'not_enrolled';

/**
 * Checks a code by the machine's time and uses it up: the same or an older one is refused ever after (ASVS 6.5.1).
 * @param enrolling accepts the first code of a secret that does not count yet
 */
export async function takeTotpCode(
  tx: Tx,
  userId: string,
  code: string,
  { enrolling = false }: { enrolling?: boolean } = {},
): Promise<CodeVerdict> {
  const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  const secret = totpSecretOf(user);
  if (secret === null || (!enrolling && user.totpEnrolledAt === null)) return 'not_enrolled';
  const step = stepOf(secret, code.replace(/\s/g, ''), Date.now());
  if (step === null) return 'wrong';
  const { count } = await tx.user.updateMany({
    where: { id: userId, OR: [{ totpLastStep: null }, { totpLastStep: { lt: step } }] },
    data: { totpLastStep: step, ...(enrolling ? { totpEnrolledAt: new Date() } : {}) },
  });
  return count === 1 ? 'accepted' : 'used';
}
