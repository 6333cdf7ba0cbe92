import type { Link } from '~/generated/prisma/client';
import { newId } from '~/kernel/ids';
import type { Instant } from '~/kernel/time';
import { env } from '~/platform/env.server';
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
  url: string;
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

/** The public address of a link. */
export function linkUrl(code: string): string {
  return `${env.origin}/r/${code}`;
}

/**
 * A new link of a partner (domain.md section 2). Its destination must be on PROGRAM_HOSTS, its code is unique without case; neither
 * refusal spoils the caller's transaction.
 */
export async function createLink(tx: Tx, wanted: NewLink): Promise<LinkCreation> {
  const destination = readDestination(wanted.destination, env.programHosts);
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
 * @throws when the partner has one already, or the program's home is not on PROGRAM_HOSTS
 */
export async function createDefaultLink(
  tx: Tx,
  partner: { id: string; handle: string; createdAt: Date },
): Promise<LinkView> {
  // One row without rules of its own; a flow around this single read would only carry the address here.
  const { homeUrl } = await tx.program.findUniqueOrThrow({ where: { id: 1 }, select: { homeUrl: true } });
  const destination = readDestination(homeUrl, env.programHosts);
  const link = await insertFirstFree(tx, defaultLinkCodes(partner.handle), {
    partnerId: partner.id,
    // A program that moved its home off PROGRAM_HOSTS still gets partners; the redirect then leads home (no open redirect).
    destination: destination.ok ? destination.url : homeUrl,
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

function viewOf(link: Link): LinkView {
  return {
    id: link.id,
    partnerId: link.partnerId,
    code: link.code,
    url: linkUrl(link.code),
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
