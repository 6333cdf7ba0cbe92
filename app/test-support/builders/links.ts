import { createDefaultLink, createLink, type LinkView } from '~/domain/attribution/links.server';
import type { PartnerStatus } from '~/domain/partner/standing';
import { db } from '~/platform/db.server';

export interface BuiltPartner {
  id: string;
  handle: string;
  /** where `?ref=<handle>` counts */
  defaultLink: LinkView;
}

/** A partner with a standing and its default link, since the beginning of time. */
export async function writePartner(
  handle: string,
  { status = 'active', termsKey = 'developer' }: { status?: PartnerStatus; termsKey?: string } = {},
): Promise<BuiltPartner> {
  const at = new Date(0);
  const partner = await db.partner.create({
    data: {
      id: `par-${handle}`,
      handle,
      kind: 'affiliate',
      name: handle,
      email: `${handle}@partner.test`,
      status,
      termsKey,
      createdAt: at,
      standings: { create: [{ at, status, termsKey }] },
    },
  });
  return { id: partner.id, handle, defaultLink: await createDefaultLink(db, partner) };
}

/** A link to the program's own site. */
export async function writeLink(
  partner: BuiltPartner,
  link: { code?: string; destination?: string; source?: LinkView['source'] } = {},
): Promise<LinkView> {
  const created = await createLink(db, {
    partnerId: partner.id,
    destination: 'https://emdash.dev/pricing',
    source: 'direct_link',
    allowedHosts: ['emdash.dev'],
    at: 0,
    ...link,
  });
  if (created.outcome !== 'created') throw new Error(`the link was refused: ${created.outcome}`);
  return created.link;
}

/** What the statement keeps in step: click rows, and both roll-ups over all days. */
export async function readCounts() {
  const [rows] = await db.$queryRaw<Record<string, bigint>[]>`
    select (select count(*) from click) as clicks,
           (select count(*) from click where is_unique) as uniques,
           (select count(*) from click where channel = 'impact') as impact,
           (select coalesce(sum(clicks), 0) from click_daily) as link_clicks,
           (select coalesce(sum(unique_clicks), 0) from click_daily) as link_uniques,
           (select coalesce(sum(bots), 0) from click_daily) as link_bots,
           (select coalesce(sum(clicks), 0) from program_daily) as program_clicks,
           (select coalesce(sum(unique_clicks), 0) from program_daily) as program_uniques,
           (select coalesce(sum(bots), 0) from program_daily) as program_bots`;
  return Object.fromEntries(Object.entries(rows ?? {}).map(([name, value]) => [name, Number(value)]));
}
