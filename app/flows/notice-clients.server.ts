import { loadAllTerms } from '~/domain/program/terms.server';
import type { BookRow } from '~/domain/reporting/book-of-business';
import { loadBook } from '~/domain/reporting/book-of-business.server';
import { type DueNotice, type EndingClient, noticesDue } from '~/domain/reporting/client-notices';
import { STUCK_DAYS } from '~/domain/reporting/client-risk';
import { groupBy } from '~/kernel/group';
import { addDays, type Instant } from '~/kernel/time';
import { formatDay } from '~/kernel/time-words';
import { now } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { transaction } from '~/platform/transaction.server';
import { type Notice, tellOnce } from './notice-mail.server';

/**
 * Tells agencies, once each, that a client's months end in 60 or 30 days and that an offer has had no answer for seven (domain.md section 11,
 * ADR-0112): for every day from the one that is due to today. Killed in between it runs again: what was told is left out.
 * @param due the first day that was not run
 */
export async function noticeClients(due: Instant): Promise<void> {
  const days = { from: due, to: now() };
  const offers = groupBy(await openOffers(days), (offer) => offer.partnerId);
  for (const partnerId of new Set([...(await agenciesWithClients()), ...offers.keys()])) {
    await noticeAgency(partnerId, offers.get(partnerId) ?? [], days);
  }
}

type Offer = Awaited<ReturnType<typeof openOffers>>[number];

async function noticeAgency(
  partnerId: string,
  offers: readonly Offer[],
  days: { from: Instant; to: Instant },
): Promise<void> {
  const { rows } = await loadBook({ partnerId }, { terms: await loadAllTerms(), now: days.to });
  const clients = rows.flatMap(endingClient);
  const due = noticesDue({ clients: clients.map(({ client }) => client), offers }, days);
  const names = new Map(clients.map(({ client, row }) => [client.customerId, row]));
  const sent = new Map(offers.map((offer) => [offer.handoffId, offer]));
  const notices = due.map((notice): Notice => {
    const { kind, subject, at } = notice;
    const offer = sent.get(subject);
    const mail = offer ? stuckMail(offer) : endingMail(notice, names.get(subject));
    return { partnerId, kind, subject, at, mail };
  });
  await transaction((tx) => tellOnce(tx, notices));
}

function endingClient(row: BookRow): Array<{ client: EndingClient; row: BookRow }> {
  const until = row.months?.until ?? null;
  if (row.customerId === null || until === null) return [];
  const goneAt = row.risks.find(({ kind }) => kind === 'gone')?.since ?? null;
  return [{ client: { customerId: row.customerId, until, goneAt }, row }];
}

/** Agencies whose clients may have months: whom somebody who pays is credited to. */
async function agenciesWithClients(): Promise<string[]> {
  const rows = await db.$queryRaw<Array<{ id: string }>>`
    select p.id from partner p where p.kind = 'agency' and p.status not in ('rejected', 'closed') and exists (
      select from referral r join customer c on c.id = r.customer_id where r.partner_id = p.id and c.paid_at is not null)
    order by p.id`;
  return rows.map(({ id }) => id);
}

/** Offers that had no answer for so long on one of the days. One that has been answered meanwhile is not spoken of. */
async function openOffers(days: { from: Instant; to: Instant }) {
  const rows = await db.handoff.findMany({
    where: {
      ...{ acceptedAt: null, declinedAt: null, revokedAt: null },
      sentAt: { lte: new Date(addDays(days.to, -STUCK_DAYS)) },
      expiresAt: { gt: new Date(days.from) },
      project: { archivedAt: null, partner: { status: { notIn: ['rejected', 'closed'] } } },
    },
    select: {
      ...{ id: true, partnerId: true, projectId: true, contactName: true, sentAt: true, expiresAt: true },
      project: { select: { name: true } },
    },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ id, sentAt, expiresAt, ...row }) => ({
    ...row,
    handoffId: id,
    sentAt: sentAt.getTime(),
    expiresAt: expiresAt.getTime(),
  }));
}

function endingMail({ at }: DueNotice, row: BookRow | undefined): Notice['mail'] {
  const until = row?.months?.until ?? at;
  const name = row?.name ?? 'a client';
  return {
    title: `The ${row?.months?.of ?? ''} months of ${name} end on ${formatDay(until)}`,
    paragraphs: [
      `${name} has been paying for your work: you earn your share of what it pays until ${formatDay(until)}. What it pays for months that begin after that earns you nothing.`,
      'For the client nothing changes. What you have earned stays yours.',
    ],
    path: '/clients?needs=ending',
  };
}

function stuckMail({ project, contactName, sentAt, expiresAt, projectId }: Offer): Notice['mail'] {
  return {
    title: `Your handoff to ${project.name} has had no answer for ${STUCK_DAYS} days`,
    paragraphs: [
      `You sent it to ${contactName} on ${formatDay(sentAt)}. The link works until ${formatDay(expiresAt)}.`,
      'Ask your contact whether it arrived, or send it again: that makes a new link and ends this one.',
    ],
    path: `/clients/${projectId}`,
  };
}
