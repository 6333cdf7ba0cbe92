import type { AcceptedView, DeliveryView, HandoffMoment, ManifestView } from '~/domain/agency/handoff-view';
import type { Manifest } from '~/domain/agency/manifest';
import { rateText } from '~/domain/payout/statement';
import type { Reward } from '~/domain/program/terms';
import { deliveryState } from '~/domain/webhooks/delivery-state';
import type { Handoff } from '~/generated/prisma/client';
import { formatMoney } from '~/kernel/money';
import type { Tx } from '~/platform/transaction.server';
import { deliveriesOf, readDelivery } from './deliver-handoff.server';

/** @param configurations what it names, in its order */
export function manifestView(
  manifest: Manifest,
  configurations: ManifestView['configurations'],
): ManifestView {
  const { program, agency, client, access, earns } = manifest;
  return {
    program,
    agency,
    client,
    access,
    configurations,
    earns: earns.rewards.map((reward) => earningWords(reward, earns.currency)),
    terms: { key: earns.terms, version: earns.version },
  };
}

/** "20 % of what you pay, for 12 months, at most $5,000.00 a month": what a client reads of a reward. */
export function earningWords(reward: Reward, currency: string): string {
  const money = (amount: bigint) => formatMoney(amount, currency);
  if (reward.kind === 'flat') return `${money(reward.amount)} once`;
  const parts = [
    `${rateText(reward.rateBps)} of what you pay`,
    reward.months === null ? 'for as long as you do' : `for ${reward.months} months`,
    reward.monthlyValueAbove !== null && `when it is more than ${money(reward.monthlyValueAbove)} a month`,
    reward.capPerPartnerMonth !== null && `at most ${money(reward.capPerPartnerMonth)} a month`,
    reward.capPerCustomer !== null && `at most ${money(reward.capPerCustomer)} in all`,
  ];
  return parts.filter(Boolean).join(', ');
}

/** The same for an agency whose access has ended: it reads no configuration any more (reliability.md I17). */
export function withoutDocuments(manifest: Manifest): ManifestView {
  const named = manifest.configurations.map(({ id: _, ...one }) => ({ ...one, document: null }));
  return manifestView(manifest, named);
}

/** Null for one that was not accepted. */
export function acceptedView(row: Handoff): AcceptedView | null {
  const { acceptedAt, acceptedName, acceptedEmail, acceptance, signature, signingKeyId } = row;
  if (acceptedAt === null || acceptance === null || signature === null || signingKeyId === null) return null;
  return {
    at: acceptedAt.getTime(),
    name: acceptedName ?? '',
    email: acceptedEmail ?? '',
    statement: acceptance,
    signature,
    keyId: signingKeyId,
  };
}

/** What became of telling the product of an accepted handoff, by its latest delivery. */
export async function deliveryView(tx: Tx, handoffId: string): Promise<DeliveryView> {
  const [latest] = await deliveriesOf(tx, handoffId);
  if (!latest) return { state: 'off' };
  return {
    state: deliveryState(latest),
    version: readDelivery(latest.body).version,
    at: latest.deliveredAt?.getTime() ?? null,
  };
}

/** Every offer of a project with what became of it, newest first. */
export async function handoffHistory(tx: Tx, projectId: string): Promise<HandoffMoment[]> {
  const rows = await tx.handoff.findMany({
    where: { projectId },
    include: { links: { orderBy: { createdAt: 'asc' } } },
    orderBy: [{ sentAt: 'asc' }, { id: 'asc' }],
  });
  const moments = rows.flatMap((row): HandoffMoment[] => {
    const when = (date: Date | null, what: HandoffMoment['what']) =>
      date === null ? [] : [{ at: date.getTime(), what }];
    const replaced = row.links.every((link) => link.endedAt !== null);
    const ended = row.endReason === 'domain_taken' ? 'taken' : replaced ? 'replaced' : 'revoked';
    return [
      ...row.links.map((link, i) => ({
        at: link.createdAt.getTime(),
        what: i === 0 ? ('sent' as const) : ('sent_again' as const),
      })),
      ...when(row.openedAt, 'opened'),
      ...when(row.acceptedAt, 'accepted'),
      ...when(row.declinedAt, 'declined'),
      ...when(row.revokedAt, ended),
      ...when(row.accessEndedAt, 'access_ended'),
    ];
  });
  // of one instant, what is written later is the newer
  return moments.reverse().sort((a, b) => b.at - a.at);
}
