import { loadProgram } from '~/domain/program/program.server';
import { groupBy } from '~/kernel/group';
import type { Instant } from '~/kernel/time';
import { env } from '~/platform/env.server';
import { queueMail } from '~/platform/mail.server';
import type { Tx } from '~/platform/transaction.server';

export type NoticeKind =
  | 'months_ending_60'
  | 'months_ending_30'
  | 'handoff_stuck'
  | 'conflict_won'
  | 'conflict_lost'
  | 'dispute_opened'
  | 'dispute_decided';

/** Something a partner is told by mail, once: partner, kind and subject are unique. */
export interface Notice {
  partnerId: string;
  kind: NoticeKind;
  /** what it is about: "<customer id>" and the like */
  subject: string;
  /** the instant it counts as told; the row's, not the mail's */
  at: Instant;
  mail: { title: string; paragraphs: string[] /** where to read on: "/clients" */; path: string };
}

/**
 * Tells partners what they were not told before: the row inserted decides, so that of two workers one writes the mail (ADR-0112). It goes to
 * the partner's address and to its managers and owners.
 * @returns the notices that were new
 */
export async function tellOnce(tx: Tx, notices: readonly Notice[]): Promise<Notice[]> {
  if (notices.length === 0) return [];
  const inserted = await tx.partnerNotice.createManyAndReturn({
    data: notices.map(({ partnerId, kind, subject, at }) => ({ partnerId, kind, subject, at: new Date(at) })),
    skipDuplicates: true,
  });
  const fresh = new Set(inserted.map(keyOf));
  const told = notices.filter((notice) => fresh.delete(keyOf(notice)));
  const addresses = await addressesOf(tx, [...new Set(told.map((notice) => notice.partnerId))]);
  const { name } = await loadProgram(tx);
  for (const { partnerId, mail } of told) {
    const text = [...mail.paragraphs, `${env.origin}${mail.path}`].join('\n\n');
    for (const to of addresses.get(partnerId) ?? []) {
      await queueMail(tx, { to, subject: `${mail.title} (${name} partner program)`, text });
    }
  }
  return told;
}

const keyOf = ({ partnerId, kind, subject }: { partnerId: string; kind: string; subject: string }) =>
  [partnerId, kind, subject].join(' ');

/** Each address once: the partner's, and those of its people who may act on it. */
export async function addressesOf(tx: Tx, partnerIds: readonly string[]): Promise<Map<string, Set<string>>> {
  if (partnerIds.length === 0) return new Map();
  const partners = await tx.partner.findMany({
    where: { id: { in: [...partnerIds] } },
    select: { id: true, email: true },
  });
  const members = await tx.partnerMember.findMany({
    where: {
      partnerId: { in: [...partnerIds] },
      role: { in: ['owner', 'manager'] },
      leftAt: null,
      user: { disabledAt: null },
    },
    select: { partnerId: true, user: { select: { email: true } } },
    orderBy: { joinedAt: 'asc' },
  });
  const people = groupBy(members, (member) => member.partnerId);
  return new Map(
    partners.map(({ id, email }) => [
      id,
      new Set([email, ...(people.get(id) ?? []).map(({ user }) => user.email)].map(lowerCase)),
    ]),
  );
}

const lowerCase = (address: string) => address.toLowerCase();
