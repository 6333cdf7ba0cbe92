import { endCodes } from '~/domain/agency/handoff-codes.server';
import { lockHandoffOfProject } from '~/domain/agency/handoffs.server';
import { parseManifest } from '~/domain/agency/manifest';
import { offerState, offerTimes } from '~/domain/agency/project-stage';
import type { PartnerScope } from '~/domain/identity/scope';
import { now } from '~/platform/clock.server';
import { transaction } from '~/platform/transaction.server';
import { auditHandoff } from './handoff-link.server';
import { mailClient } from './handoff-mail.server';

export type HandoffRevoked =
  | { outcome: 'revoked' }
  | { outcome: 'not_found' }
  /** accepted, declined, taken back or expired */
  | { outcome: 'not_open' };

/** The agency takes its offer back; the client is told. The reservation of the domain stays: it is another thing, ended at its own place. */
export function revokeHandoff(scope: PartnerScope, projectId: string): Promise<HandoffRevoked> {
  return transaction(async (tx) => {
    const handoff = await lockHandoffOfProject(tx, scope, projectId);
    if (!handoff) return { outcome: 'not_found' };
    const at = now();
    if (offerState(offerTimes(handoff), at) !== 'open') return { outcome: 'not_open' };
    await tx.handoff.update({ where: { id: handoff.id }, data: { revokedAt: new Date(at) } });
    await endCodes(tx, handoff.id, at);
    await auditHandoff(tx, { actor: scope, handoff, action: 'handoff.revoked', at });
    const { agency } = parseManifest(handoff.manifest);
    await mailClient(tx, handoff.contactEmail, {
      subject: `${agency.name} took its offer back`,
      paragraphs: [
        `${agency.name} took back what it had offered you. The link you have leads nowhere now, and nothing was handed over.`,
        `Questions? Ask ${agency.name}: ${agency.email}`,
      ],
    });
    return { outcome: 'revoked' };
  });
}
