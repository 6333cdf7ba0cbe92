import type { Manifest } from '~/domain/agency/manifest';
import type { Handoff } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { formatMoment } from '~/kernel/time-words';
import { env } from '~/platform/env.server';
import type { Tx } from '~/platform/transaction.server';
import { auditHandoff } from './handoff-link.server';
import { handoffUrl, mailAgency, mailClient } from './handoff-mail.server';
import { earningWords } from './handoff-view.server';

/**
 * One domain, one agency, the first accepted wins (domain.md section 11): every other offer of the domain without an answer ends, expired ones
 * too, so that none can be sent again. Other agencies are told, without the winner's name.
 */
export async function endOthers(tx: Tx, accepted: Handoff, at: Instant): Promise<void> {
  const others = await tx.handoff.findMany({
    where: {
      domain: accepted.domain,
      id: { not: accepted.id },
      acceptedAt: null,
      declinedAt: null,
      revokedAt: null,
    },
  });
  for (const other of others) {
    await endTaken(tx, other, at);
    if (other.partnerId !== accepted.partnerId) await tellTaken(tx, other);
  }
}

async function endTaken(tx: Tx, handoff: Handoff, at: Instant): Promise<void> {
  await tx.handoff.update({
    where: { id: handoff.id },
    data: { revokedAt: new Date(at), endReason: 'domain_taken' },
  });
  await auditHandoff(tx, { actor: null, handoff, action: 'handoff.domain_taken', at });
}

async function tellTaken(tx: Tx, { partnerId, projectId, domain }: Handoff): Promise<void> {
  await mailAgency(tx, partnerId, {
    subject: `${domain} accepted another agency`,
    paragraphs: [
      `Your offer to ${domain} has ended: its client accepted the offer of another agency first. One domain belongs to one agency, and the first acceptance counts.`,
      'Customers who are credited to you already stay yours.',
      `The client in your workspace: ${env.origin}/clients/${projectId}/handoff`,
    ],
  });
}

/** The client has it in writing, with how to end the agency's access; the agency learns of it. */
export async function tellAccepted(
  tx: Tx,
  told: { handoff: Handoff; manifest: Manifest; token: string; at: Instant },
): Promise<void> {
  const { handoff, manifest, token, at } = told;
  const { agency, configurations, access, program } = manifest;
  const earns = manifest.earns.rewards.map((one) => earningWords(one, manifest.earns.currency)).join('; ');
  const keeps =
    access === 'configure'
      ? [
          `${agency.name} may go on changing these configurations. You can end that at any time on the same page; what it earns does not change by it.`,
        ]
      : [`${agency.name} keeps no access to them.`];
  await mailClient(tx, handoff.contactEmail, {
    subject: `You accepted the offer of ${agency.name}`,
    paragraphs: [
      `On ${formatMoment(at)} ${handoff.acceptedName ?? ''} accepted for ${handoff.domain} what ${agency.name} handed over:`,
      configurations.map((one) => `${one.name}, version ${one.version}, SHA-256 ${one.sha256}`).join('\n'),
      `${agency.name} earns, and you pay nothing more for it: ${earns}.`,
      ...keeps,
      `What you accepted, and how to go on: ${handoffUrl(token)}`,
      `Its fingerprint (SHA-256) is ${handoff.manifestHash}, signed by ${program}: ${handoff.signature ?? ''}`,
    ],
  });
  await mailAgency(tx, handoff.partnerId, {
    subject: `${manifest.client.name} accepted your handoff`,
    paragraphs: [
      `${handoff.acceptedName ?? ''} accepted for ${handoff.domain}. Whoever signs up through this handoff is credited to you for good.`,
      `How it goes on: ${env.origin}/clients/${handoff.projectId}/handoff`,
    ],
  });
}
