import { currentConfigurations } from '~/domain/agency/configurations.server';
import {
  contentOf,
  handedOff,
  type InheritedConfiguration,
  namedDocuments,
} from '~/domain/agency/handed-off';
import { lockHandoffOfProject } from '~/domain/agency/handoffs.server';
import { type Manifest, parseManifest } from '~/domain/agency/manifest';
import type { PartnerScope } from '~/domain/identity/scope';
import type { Handoff, WebhookDelivery } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { sha256Hex } from '~/platform/crypto.server';
import { assertQueueReady } from '~/platform/queue.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { auditHandoff } from './handoff-link.server';
import { queueProductEvent } from './queue-webhooks.server';

const TYPE = 'client.handed_off';

/** What the product was told of a handoff, newest first. */
export function deliveriesOf(tx: Tx, handoffId: string): Promise<WebhookDelivery[]> {
  return tx.webhookDelivery.findMany({
    where: { subject: `handoff:${handoffId}`, type: TYPE },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
}

/** The content of a delivery, to be compared; its version. */
export function readDelivery(body: string): { version: number; content: string } {
  const { data } = JSON.parse(body) as {
    data: { version: number; configurations: Array<{ name: string; sha256: string }> };
  };
  return { version: data.version, content: contentOf(data.configurations) };
}

/** At acceptance: the product is told exactly what the manifest names. */
export async function queueDelivery(
  tx: Tx,
  { handoff, manifest, at }: { handoff: Handoff; manifest: Manifest; at: Instant },
): Promise<void> {
  await deliver(tx, { handoff, manifest, at, configurations: await manifestDocuments(tx, manifest) });
}

/** The documents a manifest names. */
export async function manifestDocuments(tx: Tx, manifest: Manifest): Promise<InheritedConfiguration[]> {
  const ids = manifest.configurations.map(({ id, version }) => ({ configurationId: id, version }));
  const rows = await tx.clientConfigurationVersion.findMany({ where: { OR: ids } });
  return namedDocuments(
    manifest,
    rows.map((row) => ({ ...row, sha256: sha256Hex(row.document) })),
  );
}

async function deliver(
  tx: Tx,
  wish: { handoff: Handoff; manifest: Manifest; at: Instant; configurations: InheritedConfiguration[] },
): Promise<number | null> {
  const { handoff, manifest, at, configurations } = wish;
  const [latest] = await deliveriesOf(tx, handoff.id);
  const version = latest ? readDelivery(latest.body).version + 1 : 1;
  const acceptedAt = handoff.acceptedAt?.getTime() ?? at;
  const id = await queueProductEvent(tx, {
    type: TYPE,
    at,
    subject: `handoff:${handoff.id}`,
    data: handedOff({
      handoff: { id: handoff.id, acceptedAt, manifestHash: handoff.manifestHash },
      manifest,
      version,
      configurations: configurations.map(({ name, version: own, sha256, document }) => ({
        name,
        version: own,
        sha256,
        document,
      })),
    }),
  });
  return id === null ? null : version;
}

export type DeliveredAgain =
  | { outcome: 'queued'; version: number }
  | { outcome: 'not_found' }
  | { outcome: 'not_accepted' }
  /** the client ended it, or never gave it */
  | { outcome: 'no_access' }
  /** the product has these already */
  | { outcome: 'unchanged' }
  /** messages to the product are switched off */
  | { outcome: 'switched_off' };

/**
 * Delivers a client's configurations anew, as the next version, by an agency that kept its access (domain.md section 11). What was accepted stays
 * what it is.
 */
export async function deliverHandoffAgain(scope: PartnerScope, projectId: string): Promise<DeliveredAgain> {
  await assertQueueReady();
  return transaction(async (tx) => {
    const handoff = await lockHandoffOfProject(tx, scope, projectId);
    if (!handoff) return { outcome: 'not_found' };
    if (handoff.acceptedAt === null) return { outcome: 'not_accepted' };
    const manifest = parseManifest(handoff.manifest);
    if (handoff.accessEndedAt !== null || manifest.access === 'none') return { outcome: 'no_access' };
    const configurations = await currentConfigurations(tx, projectId);
    const [latest] = await deliveriesOf(tx, handoff.id);
    if (latest && readDelivery(latest.body).content === contentOf(configurations))
      return { outcome: 'unchanged' };
    const at = now();
    const version = await deliver(tx, { handoff, manifest, at, configurations });
    if (version === null) return { outcome: 'switched_off' };
    await auditHandoff(tx, { actor: scope, handoff, action: 'handoff.delivered', at, detail: { version } });
    return { outcome: 'queued', version };
  });
}
