import { linkEnd } from '~/domain/agency/handoff-state';
import { renewLink } from '~/domain/agency/handoffs.server';
import type { ManifestJson } from '~/domain/agency/manifest';
import { recordAudit } from '~/domain/audit/audit.server';
import type { Scope } from '~/domain/identity/scope';
import type { Prisma } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { createRateLimit } from '~/platform/rate-limit.server';
import type { Tx } from '~/platform/transaction.server';
import { mailClient, offerLetter } from './handoff-mail.server';

// A mail to somebody outside at each: an agency's season fits, a flood does not.
const perWorkspace = createRateLimit({ name: 'send-handoff', most: 100, seconds: 86_400 });

/** Counts one mail to a client against its agency. */
export const takeSending = (partnerId: string) => perWorkspace.take(partnerId);

/** Makes a link and mails it to the contact: it stands nowhere else. */
export async function mailLink(
  tx: Tx,
  { id, manifest, at }: { id: string; manifest: ManifestJson; at: Instant },
): Promise<void> {
  const token = await renewLink(tx, id, at);
  const { contactName, contactEmail } = manifest.client;
  const { program, agency } = manifest;
  const letter = offerLetter({
    agencyName: agency.name,
    program,
    contactName,
    expiresAt: linkEnd(at),
    token,
  });
  await mailClient(tx, contactEmail, letter);
}

/** Writes down what was done with a handoff; the client and its doings have no actor. */
export async function auditHandoff(
  tx: Tx,
  fact: {
    actor: Scope | null;
    handoff: { id: string; partnerId: string };
    action: string;
    at: Instant;
    detail?: Prisma.InputJsonObject;
  },
): Promise<void> {
  const { actor, handoff, action, at, detail = {} } = fact;
  const subject = { type: 'handoff', id: handoff.id };
  await recordAudit(tx, { at, actor, action, subject, partnerId: handoff.partnerId, detail });
}
