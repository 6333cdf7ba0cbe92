import { type LinkState, linkState } from '~/domain/agency/handoff-state';
import { findLink, lockHandoffsOf } from '~/domain/agency/handoffs.server';
import { type Manifest, parseManifest } from '~/domain/agency/manifest';
import { offerTimes } from '~/domain/agency/project-stage';
import type { Handoff } from '~/generated/prisma/client';
import { now } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import type { Tx } from '~/platform/transaction.server';

/** A handoff as the bearer of its link has it. */
export interface FoundHandoff {
  handoff: Handoff;
  manifest: Manifest;
  state: LinkState;
}

/** The handoff behind a token, changing nothing; null when no such link was ever made. */
export async function findHandoff(token: string, tx: Tx = db): Promise<FoundHandoff | null> {
  const link = await findLink(tx, token);
  if (!link) return null;
  const { handoff, endedAt } = link;
  const { status } = await tx.partner.findUniqueOrThrow({ where: { id: handoff.partnerId } });
  const facts = {
    ...offerTimes(handoff),
    endReason: handoff.endReason,
    linkEndedAt: endedAt?.getTime() ?? null,
    agencyActive: status === 'active',
  };
  return { handoff, manifest: parseManifest(handoff.manifest), state: linkState(facts, now()) };
}

/** The same, with every handoff of its domain kept from changing until the end of the transaction. */
export async function lockHandoff(tx: Tx, token: string): Promise<FoundHandoff | null> {
  const link = await findLink(tx, token);
  if (!link) return null;
  await lockHandoffsOf(tx, link.handoff.domain);
  return findHandoff(token, tx);
}
