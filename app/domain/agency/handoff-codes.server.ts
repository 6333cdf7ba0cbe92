import { randomInt, timingSafeEqual } from 'node:crypto';
import { newId } from '~/kernel/ids';
import type { Instant } from '~/kernel/time';
import { createSigner } from '~/platform/signature.server';
import type { Tx } from '~/platform/transaction.server';
import { CODE_MS, CODE_TRIES } from './handoff-state';

// Keyed: a million codes are hashed in a second, so a plain hash of one would tell it to whoever reads the table.
const sign = createSigner('handoff code');
const hashOf = (id: string, code: string) => sign(`${id} ${code}`);

/** A code of six digits for a handoff, good for ten minutes; earlier ones end. Its handoff is locked by the caller. */
export async function issueCode(tx: Tx, handoffId: string, now: Instant): Promise<string> {
  await endCodes(tx, handoffId, now);
  const id = newId('hoc', now);
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const times = { createdAt: new Date(now), expiresAt: new Date(now + CODE_MS) };
  await tx.handoffCode.create({ data: { id, handoffId, codeHash: hashOf(id, code), ...times } });
  return code;
}

/** No code of a handoff is good any more. */
export async function endCodes(tx: Tx, handoffId: string, now: Instant): Promise<void> {
  await tx.handoffCode.updateMany({ where: { handoffId, usedAt: null }, data: { usedAt: new Date(now) } });
}

export type CodeTried =
  | { outcome: 'right' }
  /** how many more tries this code allows */
  | { outcome: 'wrong'; triesLeft: number }
  /** none was sent, it is older than ten minutes, it was used, or mistyped five times */
  | { outcome: 'no_code' };

/** Tries a code and counts the try; a right one is used up. Its handoff is locked by the caller: tries count one by one. */
export async function tryCode(
  tx: Tx,
  { handoffId, code, now }: { handoffId: string; code: string; now: Instant },
): Promise<CodeTried> {
  const sent = await tx.handoffCode.findFirst({
    where: { handoffId, usedAt: null, expiresAt: { gt: new Date(now) }, attempts: { lt: CODE_TRIES } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
  if (!sent) return { outcome: 'no_code' };
  const isRight = timingSafeEqual(Buffer.from(sent.codeHash), Buffer.from(hashOf(sent.id, code)));
  await tx.handoffCode.update({
    where: { id: sent.id },
    data: isRight ? { usedAt: new Date(now) } : { attempts: { increment: 1 } },
  });
  return isRight ? { outcome: 'right' } : { outcome: 'wrong', triesLeft: CODE_TRIES - sent.attempts - 1 };
}
