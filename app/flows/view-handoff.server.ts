import { currentConfigurations } from '~/domain/agency/configurations.server';
import { contentOf } from '~/domain/agency/handed-off';
import type { DeliveryView, HandoffMoment, ManifestView, OfferView } from '~/domain/agency/handoff-view';
import { currentHandoff } from '~/domain/agency/handoffs.server';
import {
  changesSince,
  type ManifestChanges,
  type ManifestJson,
  manifestText,
  parseManifest,
} from '~/domain/agency/manifest';
import { offerState, offerTimes } from '~/domain/agency/project-stage';
import { getProject, type ProjectView } from '~/domain/agency/projects.server';
import { reservationAsked, reservationsInForce } from '~/domain/agency/reservations.server';
import type { PartnerScope } from '~/domain/identity/scope';
import { type ProjectProgress, projectProgress } from '~/domain/reporting/project-progress.server';
import type { Handoff } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { readSnapshot, type Tx } from '~/platform/transaction.server';
import { deliveriesOf, manifestDocuments, readDelivery } from './deliver-handoff.server';
import { hasAccess } from './end-handoff-access.server';
import { currentManifest, seenHash } from './handoff-manifest.server';
import {
  acceptedView,
  deliveryView,
  handoffHistory,
  manifestView,
  withoutDocuments,
} from './handoff-view.server';
import { type Missing, missingOf } from './send-handoff.server';

export interface HandoffPage {
  project: ProjectView;
  progress: ProjectProgress;
  offer: OfferView | null;
  /** what would be sent now */
  preview: ManifestView;
  /** names what the preview shows, for sendHandoff */
  seen: string;
  missing: Missing[];
  /** what would be sent now differs from what was */
  changes: ManifestChanges | null;
  /** null: nothing was to be told yet */
  delivery: DeliveryView | null;
  /** the configurations are not what the product was told */
  undelivered: boolean;
  reservation: { until: Instant } | { asked: true } | null;
  history: HandoffMoment[];
}

/** Everything an agency sees of the handoff of one of its projects; null for none of its own. */
export async function viewHandoff(scope: PartnerScope, projectId: string): Promise<HandoffPage | null> {
  const at = now();
  const project = await getProject(scope, projectId);
  if (!project) return null;
  const progress = await projectProgress(scope, project, at);
  const { partnerId } = scope;
  return readSnapshot(async (tx) => {
    const handoff = await currentHandoff(tx, projectId);
    const access = handoff ? parseManifest(handoff.manifest).access : 'configure';
    const current = await currentManifest(tx, project, { partnerId, access, at });
    const stored = await currentConfigurations(tx, projectId);
    const configurations = stored.map(({ configurationId: _, ...one }) => one);
    const isAccepted = handoff !== null && handoff.acceptedAt !== null;
    const [latest] = isAccepted ? await deliveriesOf(tx, handoff.id) : [];
    return {
      project,
      progress,
      offer: handoff && (await offerView(tx, handoff, at)),
      preview: handoff?.accessEndedAt
        ? withoutDocuments(parseManifest(handoff.manifest))
        : manifestView(parseManifest(manifestText(current)), configurations),
      seen: seenHash(current),
      missing: missingOf(current),
      changes: handoff && changesSince(JSON.parse(handoff.manifest) as ManifestJson, current),
      delivery: isAccepted ? await deliveryView(tx, handoff.id) : null,
      undelivered: !latest || readDelivery(latest.body).content !== contentOf(configurations),
      reservation: await reservationOf(tx, { partnerId, domain: project.domain, at }),
      history: await handoffHistory(tx, projectId),
    };
  });
}

async function offerView(tx: Tx, row: Handoff, now: Instant): Promise<OfferView> {
  const manifest = parseManifest(row.manifest);
  const times = offerTimes(row);
  const declared = await tx.declaredSignUp.findMany({
    where: { handoffId: row.id },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
  });
  const { declinedAt, sentAt, expiresAt } = times;
  const endedAt = row.accessEndedAt?.getTime();
  return {
    id: row.id,
    state: row.endReason === 'domain_taken' ? 'taken' : offerState(times, now),
    sentAt,
    expiresAt,
    openedAt: row.openedAt?.getTime() ?? null,
    accepted: acceptedView(row),
    declined: declinedAt === null ? null : { at: declinedAt, reason: row.declineReason },
    hasAccess: hasAccess(row),
    accessEnded: endedAt === undefined ? null : { at: endedAt, by: row.accessEndedBy ?? 'agency' },
    manifest:
      endedAt === undefined
        ? manifestView(manifest, await manifestDocuments(tx, manifest))
        : withoutDocuments(manifest),
    manifestHash: row.manifestHash,
    declared: declared.map(({ email, at }) => ({ email, at: at.getTime() })),
  };
}

async function reservationOf(
  tx: Tx,
  { partnerId, domain, at }: { partnerId: string; domain: string | null; at: Instant },
): Promise<HandoffPage['reservation']> {
  if (domain === null) return null;
  const own = (await reservationsInForce(tx, domain, at)).filter((row) => row.partnerId === partnerId);
  if (own.length > 0) return { until: Math.max(...own.map((row) => row.expiresAt.getTime())) };
  return (await reservationAsked(tx, { partnerId, domain, now: at })) ? { asked: true } : null;
}
