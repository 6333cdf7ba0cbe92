import { issueCode } from '~/domain/agency/handoff-codes.server';
import { now } from '~/platform/clock.server';
import { createRateLimit, networkOf, takeAll } from '~/platform/rate-limit.server';
import { transaction } from '~/platform/transaction.server';
import { hasAccess } from './end-handoff-access.server';
import { type FoundHandoff, findHandoff, lockHandoff } from './find-handoff.server';
import { mailClient } from './handoff-mail.server';

/** What a code confirms. */
type Purpose = 'acceptance' | 'access_end';

export type CodeSent =
  | { outcome: 'sent'; for: Purpose }
  /** nothing is left to confirm: the page says why */
  | { outcome: 'nothing_to_confirm' }
  | { outcome: 'not_found' }
  | { outcome: 'too_many'; for: Purpose; retryAfterSeconds: number };

// Five tries a code: what a thief of the link may guess in fourteen days is 700 of a million (ADR-0109).
const perNetwork = createRateLimit({ name: 'handoff-code-network', most: 60, seconds: 3600 });
const perHour = createRateLimit({ name: 'handoff-code-hour', most: 5, seconds: 3600 });
const perDay = createRateLimit({ name: 'handoff-code-day', most: 10, seconds: 86_400 });

/** Mails a code to the contact of a handoff: who accepts, or ends the agency's access, reads that mailbox. Earlier codes end. */
export async function sendHandoffCode(token: string, ip: string): Promise<CodeSent> {
  const found = await findHandoff(token);
  if (!found) return { outcome: 'not_found' };
  const purpose = purposeOf(found);
  if (!purpose) return { outcome: 'nothing_to_confirm' };
  const { id } = found.handoff;
  const allowance = await takeAll([
    [perNetwork, networkOf(ip)],
    [perHour, id],
    [perDay, id],
  ]);
  if (!allowance.allowed)
    return { outcome: 'too_many', for: purpose, retryAfterSeconds: allowance.retryAfterSeconds };
  return transaction(async (tx) => {
    const locked = await lockHandoff(tx, token);
    // it was answered meanwhile
    if (!locked || purposeOf(locked) !== purpose) return { outcome: 'nothing_to_confirm' };
    const code = await issueCode(tx, id, now());
    const { agency } = locked.manifest;
    const what = {
      acceptance: `to accept the offer of ${agency.name}`,
      access_end: `to end the access of ${agency.name}`,
    };
    await mailClient(tx, locked.handoff.contactEmail, {
      subject: `${code} is your code`,
      paragraphs: [
        `Your code ${what[purpose]} is ${code}.`,
        'It is good for ten minutes. Type it only on the page you opened with your link, and give it to nobody, the agency included. If you did not ask for it, ignore this mail: nothing has happened.',
      ],
    });
    return { outcome: 'sent', for: purpose };
  });
}

function purposeOf({ state, handoff }: FoundHandoff): Purpose | null {
  if (state === 'open') return 'acceptance';
  return state === 'accepted' && hasAccess(handoff) ? 'access_end' : null;
}
