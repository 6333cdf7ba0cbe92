import { lockHandoffOfProject } from '~/domain/agency/handoffs.server';
import type { ManifestJson } from '~/domain/agency/manifest';
import { offerState, offerTimes } from '~/domain/agency/project-stage';
import type { PartnerScope } from '~/domain/identity/scope';
import { now } from '~/platform/clock.server';
import { transaction } from '~/platform/transaction.server';
import { auditHandoff, mailLink, takeSending } from './handoff-link.server';

export type LinkSent =
  | { outcome: 'sent' }
  | { outcome: 'not_found' }
  /** it was answered or taken back: a new offer is made instead */
  | { outcome: 'not_open' }
  | { outcome: 'not_active' }
  | { outcome: 'too_many'; retryAfterSeconds: number };

/** Sends the link of an offer that has no answer again: a new one, good for fourteen days from now; the one before ends. */
export async function resendHandoff(scope: PartnerScope, projectId: string): Promise<LinkSent> {
  const allowance = await takeSending(scope.partnerId);
  if (!allowance.allowed) return { outcome: 'too_many', retryAfterSeconds: allowance.retryAfterSeconds };
  return transaction(async (tx) => {
    const offer = await lockHandoffOfProject(tx, scope, projectId);
    if (!offer) return { outcome: 'not_found' };
    const at = now();
    const state = offerState(offerTimes(offer), at);
    if (state !== 'open' && state !== 'expired') return { outcome: 'not_open' };
    const { status } = await tx.partner.findUniqueOrThrow({ where: { id: scope.partnerId } });
    if (status !== 'active') return { outcome: 'not_active' };
    await mailLink(tx, { id: offer.id, manifest: JSON.parse(offer.manifest) as ManifestJson, at });
    await auditHandoff(tx, { actor: scope, handoff: offer, action: 'handoff.resent', at });
    return { outcome: 'sent' };
  });
}
