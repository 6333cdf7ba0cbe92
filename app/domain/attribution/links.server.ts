import { type Scope, visiblePartnerId } from '~/domain/identity/scope';
import type { Link, Prisma } from '~/generated/prisma/client';
import { newId } from '~/kernel/ids';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { afterCursor, type Listed, type Page, pageOf } from '~/platform/page';
import type { Tx } from '~/platform/transaction.server';
import type { LinkSource } from './click';
import {
  type DestinationProblem,
  defaultLinkCodes,
  LINK_CODE_PATTERN,
  readDestination,
  suggestLinkCode,
} from './link';

/** A link as partners and admins see it; counts are of people, bots are not among them. */
export interface LinkView {
  id: string;
  partnerId: string;
  code: string;
  destination: string;
  source: LinkSource;
  label: string | null;
  /** where `?ref=<handle>` counts */
  isDefault: boolean;
  clicks: number;
  uniqueClicks: number;
  createdAt: Instant;
  archivedAt: Instant | null;
}

export interface NewLink {
  partnerId: string;
  destination: string;
  /** PROGRAM_HOSTS */
  allowedHosts: readonly string[];
  source: LinkSource;
  /** absent: one is made up */
  code?: string;
  label?: string | null;
  at: Instant;
}

export type LinkRefusal =
  | { outcome: 'invalid_destination'; problem: DestinationProblem }
  | { outcome: 'invalid_code' }
  | { outcome: 'code_taken' };

export type LinkCreation =
  | { outcome: 'created'; link: LinkView }
  | { outcome: 'unknown_partner' }
  | LinkRefusal;

/**
 * A new link of a partner (domain.md section 2). Its destination must be on PROGRAM_HOSTS, its code is unique without case; neither
 * refusal spoils the caller's transaction.
 */
export async function createLink(tx: Tx, wanted: NewLink): Promise<LinkCreation> {
  const destination = readDestination(wanted.destination, wanted.allowedHosts);
  if (!destination.ok) return { outcome: 'invalid_destination', problem: destination.problem };
  if (wanted.code !== undefined && !LINK_CODE_PATTERN.test(wanted.code)) return { outcome: 'invalid_code' };
  if (!(await partnerExists(tx, wanted.partnerId))) return { outcome: 'unknown_partner' };
  const codes =
    wanted.code === undefined ? [suggestLinkCode(), suggestLinkCode(), suggestLinkCode()] : [wanted.code];
  const link = await insertFirstFree(tx, codes, {
    ...wanted,
    destination: destination.url,
    isDefault: false,
  });
  return link ? { outcome: 'created', link: viewOf(link) } : { outcome: 'code_taken' };
}

/**
 * The link where `?ref=<handle>` counts (contract.md, `/partners`): its code is the handle where that is free, it leads to the
 * program's home. Call it once, with the partner's creation.
 * @throws when the partner has one already
 */
export async function createDefaultLink(
  tx: Tx,
  partner: { id: string; handle: string; createdAt: Date },
): Promise<LinkView> {
  // One row without rules of its own; a flow around this single read would only carry the address here.
  const { homeUrl } = await tx.program.findUniqueOrThrow({ where: { id: 1 }, select: { homeUrl: true } });
  const link = await insertFirstFree(tx, defaultLinkCodes(partner.handle), {
    partnerId: partner.id,
    // Not held against PROGRAM_HOSTS here, so that a program with a wrong home still gets partners: the redirect asks again.
    destination: homeUrl,
    source: 'direct_link',
    label: null,
    isDefault: true,
    at: partner.createdAt.getTime(),
  });
  if (!link) throw new Error(`No code is free for the default link of ${partner.handle}`);
  return viewOf(link);
}

type InsertedLink = Pick<NewLink, 'partnerId' | 'destination' | 'source' | 'label' | 'at'> & {
  isDefault: boolean;
};

// A unique violation would end the caller's transaction, hence "do nothing" and a look at what came back. Only the code may clash
// silently: a second default link is a mistake of ours and must fail.
async function insertFirstFree(tx: Tx, codes: readonly string[], link: InsertedLink): Promise<Link | null> {
  for (const code of codes) {
    const id = newId('lnk', link.at);
    const inserted = await tx.$executeRaw`
      insert into link (id, partner_id, code, destination, source, label, is_default, created_at)
      values (${id}, ${link.partnerId}, ${code}, ${link.destination}, ${link.source}::"LinkSource", ${link.label ?? null},
        ${link.isDefault}, ${new Date(link.at)})
      on conflict (lower(code)) do nothing`;
    if (inserted === 1) return tx.link.findUniqueOrThrow({ where: { id } });
  }
  return null;
}

// The foreign key would say it too, and end the caller's transaction with it.
async function partnerExists(tx: Tx, partnerId: string): Promise<boolean> {
  return (await tx.partner.count({ where: { id: partnerId } })) === 1;
}

export interface LinkFilter {
  /** an admin narrows to one partner; ignored for a partner */
  partnerId?: string;
  source?: LinkSource;
  /** absent: archived ones too */
  isArchived?: boolean;
}

/** Links with their counts, newest first. */
export async function listLinks(scope: Scope, filter: LinkFilter, page: Page): Promise<Listed<LinkView>> {
  const rows = await db.link.findMany({
    where: {
      ...ownedBy(scope, filter.partnerId),
      ...(filter.source ? { source: filter.source } : {}),
      ...(filter.isArchived === undefined ? {} : { archivedAt: filter.isArchived ? { not: null } : null }),
      ...afterCursor(page, 'createdAt'),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: page.limit + 1,
  });
  return pageOf(await withCounts(db, rows), page, (link) => ({ at: link.createdAt, id: link.id }));
}

/** One link with its counts; null when there is none or it is not the asker's. */
export async function getLink(scope: Scope, id: string): Promise<LinkView | null> {
  return findView(db, scope, id);
}

export interface LinkChange {
  destination?: string;
  label?: string | null;
}

export type LinkUpdate =
  | { outcome: 'updated'; link: LinkView }
  | { outcome: 'not_found' }
  | { outcome: 'archived' }
  | { outcome: 'invalid_destination'; problem: DestinationProblem };

/** Another destination or label; the code stands in mails and on slides, the source in old clicks, so neither changes. */
export async function updateLink(
  tx: Tx,
  scope: Scope,
  wanted: LinkChange & { id: string; allowedHosts: readonly string[] },
): Promise<LinkUpdate> {
  const data: Prisma.LinkUpdateInput = wanted.label === undefined ? {} : { label: wanted.label };
  if (wanted.destination !== undefined) {
    const destination = readDestination(wanted.destination, wanted.allowedHosts);
    if (!destination.ok) return { outcome: 'invalid_destination', problem: destination.problem };
    data.destination = destination.url;
  }
  const { count } = await tx.link.updateMany({
    where: { id: wanted.id, archivedAt: null, ...ownedBy(scope) },
    data,
  });
  const link = await findView(tx, scope, wanted.id);
  if (!link) return { outcome: 'not_found' };
  return count === 1 ? { outcome: 'updated', link } : { outcome: 'archived' };
}

export type LinkArchiving =
  | { outcome: 'archived'; link: LinkView }
  | { outcome: 'not_found' }
  /** the partner's `?ref=` counts there */
  | { outcome: 'is_default' };

/** The code leads home from now on and stays taken; what was clicked stays. Archiving again changes nothing. */
export async function archiveLink(
  tx: Tx,
  scope: Scope,
  { id, at }: { id: string; at: Instant },
): Promise<LinkArchiving> {
  await tx.link.updateMany({
    where: { id, archivedAt: null, isDefault: false, ...ownedBy(scope) },
    data: { archivedAt: new Date(at) },
  });
  const link = await findView(tx, scope, id);
  if (!link) return { outcome: 'not_found' };
  return link.archivedAt === null ? { outcome: 'is_default' } : { outcome: 'archived', link };
}

function ownedBy(scope: Scope, narrowedTo?: string): { partnerId?: string } {
  const partnerId = visiblePartnerId(scope, narrowedTo);
  return partnerId === undefined ? {} : { partnerId };
}

async function findView(tx: Tx, scope: Scope, id: string): Promise<LinkView | null> {
  const rows = await tx.link.findMany({ where: { id, ...ownedBy(scope) } });
  return (await withCounts(tx, rows))[0] ?? null;
}

/** From the roll-up, never from the clicks themselves (performance.md, dashboard queries). */
async function withCounts(tx: Tx, links: readonly Link[]): Promise<LinkView[]> {
  if (links.length === 0) return [];
  const sums = await tx.clickDaily.groupBy({
    by: ['linkId'],
    where: { linkId: { in: links.map((link) => link.id) } },
    _sum: { clicks: true, uniqueClicks: true },
  });
  const byLink = new Map(sums.map(({ linkId, _sum }) => [linkId, _sum]));
  return links.map((link) => {
    const sum = byLink.get(link.id);
    return { ...viewOf(link), clicks: sum?.clicks ?? 0, uniqueClicks: sum?.uniqueClicks ?? 0 };
  });
}

function viewOf(link: Link): LinkView {
  return {
    id: link.id,
    partnerId: link.partnerId,
    code: link.code,
    destination: link.destination,
    source: link.source,
    label: link.label,
    isDefault: link.isDefault,
    clicks: 0,
    uniqueClicks: 0,
    createdAt: link.createdAt.getTime(),
    archivedAt: link.archivedAt?.getTime() ?? null,
  };
}
