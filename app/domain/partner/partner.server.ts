import { type Scope, visiblePartnerId } from '~/domain/identity/scope';
import type { Partner, PartnerKind, PartnerStatus, Prisma } from '~/generated/prisma/client';
import { newId } from '~/kernel/ids';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { afterCursor, type Listed, type Page, pageOf } from '~/platform/page';
import type { Tx } from '~/platform/transaction.server';

export type { Partner };

export interface NewPartner {
  handle: string;
  kind: PartnerKind;
  name: string;
  email: string;
  status: PartnerStatus;
  termsKey: string;
  rateBps: bigint | null;
  /** ISO 3166 alpha-2; absent: it has not said */
  country?: string | null;
  at: Instant;
}

/**
 * A partner with its first standing and an empty balance; null when the handle is taken. It has no link yet: flows/create-partner does the
 * whole.
 */
export async function insertPartner(tx: Tx, wanted: NewPartner): Promise<Partner | null> {
  const { handle, kind, name, status, termsKey, rateBps, country = null } = wanted;
  const email = wanted.email.toLowerCase();
  const createdAt = new Date(wanted.at);
  const id = newId('par', wanted.at);
  // a unique violation would end the caller's transaction
  const inserted = await tx.partner.createMany({
    data: [{ id, handle, kind, name, email, status, termsKey, rateBps, country, createdAt }],
    skipDuplicates: true,
  });
  if (inserted.count === 0) return null;
  await tx.partnerStanding.create({ data: { partnerId: id, at: createdAt, status, termsKey, rateBps } });
  const { currency } = await tx.program.findUniqueOrThrow({ where: { id: 1 }, select: { currency: true } });
  await tx.partnerBalance.create({ data: { partnerId: id, currency } });
  return tx.partner.findUniqueOrThrow({ where: { id } });
}

export interface StandingChange {
  partnerId: string;
  status?: PartnerStatus;
  termsKey?: string;
  rateBps?: bigint | null;
  at: Instant;
  byUserId: string | null;
  reason: string | null;
}

/** Keeps everybody else from changing a partner until the end of the transaction; null when there is none. */
export async function lockPartner(tx: Tx, id: string): Promise<Partner | null> {
  const [locked] = await tx.$queryRaw<unknown[]>`select id from partner where id = ${id} for no key update`;
  return locked ? tx.partner.findUnique({ where: { id } }) : null;
}

/**
 * Status, terms and rate change by a new standing that holds from `at` on; what was before stays as it was.
 * @throws when there is no such partner
 */
export async function changeStanding(tx: Tx, change: StandingChange): Promise<Partner> {
  const { partnerId, at, reason, byUserId } = change;
  const before = await lockPartner(tx, partnerId);
  if (!before) throw new Error(`There is no partner ${partnerId}`);
  const standing = {
    status: change.status ?? before.status,
    termsKey: change.termsKey ?? before.termsKey,
    rateBps: change.rateBps === undefined ? before.rateBps : change.rateBps,
  };
  await tx.partnerStanding.create({ data: { partnerId, at: new Date(at), reason, byUserId, ...standing } });
  return tx.partner.update({ where: { id: partnerId }, data: standing });
}

export interface PartnerFilter {
  status?: PartnerStatus;
  kind?: PartnerKind;
  /** part of the handle, name or e-mail, without case */
  search?: string;
}

function visible(scope: Scope, partnerId?: string): Prisma.PartnerWhereInput {
  const id = visiblePartnerId(scope, partnerId);
  return id === undefined ? {} : { id };
}

/** Partners, newest first; a partner sees itself alone. */
export async function listPartners(
  scope: Scope,
  filter: PartnerFilter,
  page: Page,
): Promise<Listed<Partner>> {
  // Prisma hands % _ and \ on as the wildcards they are in SQL
  const search = filter.search?.replace(/[\\%_]/g, '\\$&') ?? '';
  const contains = { contains: search, mode: 'insensitive' as const };
  const rows = await db.partner.findMany({
    where: {
      AND: [
        visible(scope),
        filter.status ? { status: filter.status } : {},
        filter.kind ? { kind: filter.kind } : {},
        filter.search ? { OR: [{ handle: contains }, { name: contains }, { email: contains }] } : {},
        afterCursor(page, 'createdAt'),
      ],
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: page.limit + 1,
  });
  return pageOf(rows, page, (row) => ({ at: row.createdAt.getTime(), id: row.id }));
}

/** One partner, or null when there is none or it is not the asker's. */
export async function getPartner(scope: Scope, id: string): Promise<Partner | null> {
  return db.partner.findFirst({ where: { AND: [{ id }, visible(scope)] } });
}

/** Name, e-mail, country and whether it asks for a payout each month. */
export async function updatePartnerProfile(
  tx: Tx,
  id: string,
  profile: { name?: string; email?: string; country?: string; automaticPayout?: boolean },
): Promise<Partner> {
  const email = profile.email?.toLowerCase();
  return tx.partner.update({
    where: { id },
    data: { ...profile, ...(email === undefined ? {} : { email }) },
  });
}

/** A person's partners, oldest membership first. */
export async function partnersOfUser(userId: string) {
  return db.partnerMember.findMany({
    where: { userId, leftAt: null },
    include: { partner: true },
    orderBy: [{ joinedAt: 'asc' }, { partnerId: 'asc' }],
  });
}

/** Makes a person a member. */
export async function addMember(
  tx: Tx,
  member: { partnerId: string; userId: string; role: 'owner' | 'manager' | 'viewer'; at: Instant },
): Promise<void> {
  const { partnerId, userId, role, at } = member;
  await tx.partnerMember.create({ data: { partnerId, userId, role, joinedAt: new Date(at) } });
}
