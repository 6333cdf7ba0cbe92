import { issueCode } from '~/domain/agency/handoff-codes.server';
import { now } from '~/platform/clock.server';
import { createRateLimit, networkOf, takeAll } from '~/platform/rate-limit.server';
import { transaction } from '~/platform/transaction.server';
import { lockHandoff } from './find-handoff.server';
import { mailClient } from './handoff-mail.server';

export type CodeSent =
  /** `for`: what it confirms */
  | { outcome: 'sent'; for: 'acceptance' | 'access_end' }
  /** nothing is left to confirm: the page says why */
  | { outcome: 'nothing_to_confirm' }
  | { outcome: 'not_found' }
  | { outcome: 'too_many'; retryAfterSeconds: number };

// Five tries a code: what a thief of the link may guess in fourteen days is 700 of a million (ADR-0109).
const perNetwork = createRateLimit({ name: 'handoff-code-network', most: 60, seconds: 3600 });
const perHour = createRateLimit({ name: 'handoff-code-hour', most: 5, seconds: 3600 });
const perDay = createRateLimit({ name: 'handoff-code-day', most: 10, seconds: 86_400 });

/** Mails a code to the contact of a handoff: who accepts, or ends the agency's access, reads that mailbox. Earlier codes end. */
export async function sendHandoffCode(token: string, ip: string): Promise<CodeSent> {
  const allowed = await perNetwork.take(networkOf(ip));
  if (!allowed.allowed) return { outcome: 'too_many', retryAfterSeconds: allowed.retryAfterSeconds };
  return transaction(async (tx) => {
    const found = await lockHandoff(tx, token);
    if (!found) return { outcome: 'not_found' };
    const { handoff, manifest, state } = found;
    const ends = state === 'accepted' && manifest.access !== 'none' && handoff.accessEndedAt === null;
    if (state !== 'open' && !ends) return { outcome: 'nothing_to_confirm' };
    const own = await takeAll([
      [perHour, handoff.id],
      [perDay, handoff.id],
    ]);
    if (!own.allowed) return { outcome: 'too_many', retryAfterSeconds: own.retryAfterSeconds };
    const code = await issueCode(tx, handoff.id, now());
    const what = ends
      ? `to end the access of ${manifest.agency.name}`
      : `to accept the offer of ${manifest.agency.name}`;
    await mailClient(tx, handoff.contactEmail, {
      subject: `${code} is your code`,
      paragraphs: [
        `Your code ${what} is ${code}.`,
        'It is good for ten minutes. Type it only on the page you opened with your link, and give it to nobody, the agency included. If you did not ask for it, ignore this mail: nothing has happened.',
      ],
    });
    return { outcome: 'sent', for: ends ? 'access_end' : 'acceptance' };
  });
}
