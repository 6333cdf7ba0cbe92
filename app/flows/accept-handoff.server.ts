import { endCodes, tryCode } from '~/domain/agency/handoff-codes.server';
import type { LinkState } from '~/domain/agency/handoff-state';
import type { Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { lockApplying } from '~/platform/locks.server';
import { assertQueueReady } from '~/platform/queue.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { endOthers, tellAccepted } from './accepted-handoff.server';
import { queueDelivery } from './deliver-handoff.server';
import { type FoundHandoff, lockHandoff } from './find-handoff.server';
import { auditHandoff } from './handoff-link.server';
import { reconsiderHandoff } from './reconsider-handoff.server';
import { sealHandoff } from './seal-books.server';
import { signAcceptance } from './sign-acceptance.server';

export interface Accepting {
  token: string;
  /** who accepts, as the person writes it */
  name: string;
  /** six digits */
  code: string;
}

export type HandoffAccepted =
  | { outcome: 'accepted' }
  | { outcome: 'not_found' }
  /** what the link leads to now; accepted: somebody was faster */
  | { outcome: 'not_open'; state: Exclude<LinkState, 'open'> }
  | { outcome: 'wrong_code'; triesLeft: number }
  /** none was sent, or it is over: a new one must be asked for */
  | { outcome: 'no_code' };

/**
 * The client accepts: once, whoever else tries at the same time (domain.md section 11, ADR-0109). In one transaction the offer is accepted and
 * signed, other agencies' offers of the domain end, the product is told, both sides are, those who signed up are credited, and the agency's
 * chain says so. A wrong code counts.
 */
export async function acceptHandoff(accepting: Accepting): Promise<HandoffAccepted> {
  await assertQueueReady();
  return transaction(async (tx) => {
    // a sign-up that arrives meanwhile is applied before or after, never beside it
    await lockApplying(tx);
    const found = await lockHandoff(tx, accepting.token);
    if (!found) return { outcome: 'not_found' };
    if (found.state !== 'open') return { outcome: 'not_open', state: found.state };
    const { handoff } = found;
    const at = now();
    const tried = await tryCode(tx, { handoffId: handoff.id, code: accepting.code, now: at });
    if (tried.outcome === 'wrong') return { outcome: 'wrong_code', triesLeft: tried.triesLeft };
    if (tried.outcome === 'no_code') return { outcome: 'no_code' };
    await accept(tx, found, { ...accepting, at });
    return { outcome: 'accepted' };
  });
}

async function accept(
  tx: Tx,
  { handoff, manifest }: FoundHandoff,
  { token, name, at }: Accepting & { at: Instant },
): Promise<void> {
  const signed = await signAcceptance(tx, { handoffId: handoff.id, name, at });
  const accepted = await tx.handoff.update({
    where: { id: handoff.id, acceptedAt: null, declinedAt: null, revokedAt: null },
    data: {
      acceptedAt: new Date(at),
      acceptedName: name,
      acceptedEmail: handoff.contactEmail,
      openedAt: handoff.openedAt ?? new Date(at),
      ...signed,
    },
  });
  await endCodes(tx, handoff.id, at);
  await endOthers(tx, accepted, at);
  await queueDelivery(tx, { handoff: accepted, manifest, at });
  await tellAccepted(tx, { handoff: accepted, manifest, token, at });
  await auditHandoff(tx, {
    actor: null,
    handoff,
    action: 'handoff.accepted',
    at,
    detail: { manifest: handoff.manifestHash },
  });
  await reconsiderHandoff(tx, handoff.id);
  await sealHandoff(tx, handoff.id, at);
}
