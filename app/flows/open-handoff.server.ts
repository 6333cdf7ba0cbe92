import type { LinkState } from '~/domain/agency/handoff-state';
import type { AcceptedView, DeliveryView, ManifestView } from '~/domain/agency/handoff-view';
import { mergeQuery } from '~/domain/attribution/link';
import type { Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { env } from '~/platform/env.server';
import { manifestDocuments } from './deliver-handoff.server';
import { hasAccess } from './end-handoff-access.server';
import { findHandoff } from './find-handoff.server';
import { acceptedView, deliveryView, manifestView } from './handoff-view.server';
import { programHome } from './record-click.server';

/** What a client sees behind its link. */
export interface OpenedHandoff {
  state: LinkState;
  manifest: ManifestView;
  manifestHash: string;
  expiresAt: Instant;
  accepted: AcceptedView | null;
  declineReason: string | null;
  delivery: DeliveryView | null;
  /** whether there is an access of the agency that can be ended */
  hasAccess: boolean;
  accessEnded: { at: Instant; by: string } | null;
  /** where the client signs up, with the token the product names in its event; null before it accepted */
  signUpUrl: string | null;
}

/**
 * What a client sees behind its link. A look uses nothing up; that a person looked is noted, once.
 * @param options.isPerson false for link previews, prefetches, robots and HEAD
 * @returns null when no such link was ever made
 */
export async function openHandoff(
  token: string,
  { isPerson }: { isPerson: boolean },
): Promise<OpenedHandoff | null> {
  const found = await findHandoff(token);
  if (!found) return null;
  const { handoff, manifest, state } = found;
  if (isPerson && state === 'open' && handoff.openedAt === null) {
    await db.handoff.updateMany({
      where: { id: handoff.id, openedAt: null },
      data: { openedAt: new Date(now()) },
    });
  }
  const isAccepted = state === 'accepted';
  return {
    state,
    manifest: manifestView(manifest, await manifestDocuments(db, manifest)),
    manifestHash: handoff.manifestHash,
    expiresAt: handoff.expiresAt.getTime(),
    accepted: acceptedView(handoff),
    declineReason: handoff.declineReason,
    delivery: isAccepted ? await deliveryView(db, handoff.id) : null,
    hasAccess: isAccepted && hasAccess(handoff),
    accessEnded: handoff.accessEndedAt && {
      at: handoff.accessEndedAt.getTime(),
      by: handoff.accessEndedBy ?? 'agency',
    },
    signUpUrl: isAccepted ? await signUpUrl(token) : null,
  };
}

/** The product's sign-up, else the program's home (contract.md, customer.signed_up: `handoffToken`). */
async function signUpUrl(token: string): Promise<string> {
  const home = env.productSignUpUrl ?? (await programHome());
  return mergeQuery(home, `?${new URLSearchParams({ handoff: token })}`);
}
