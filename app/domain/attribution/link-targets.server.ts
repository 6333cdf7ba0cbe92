import { pool } from '~/platform/db.server';
import type { LinkSource } from './click';

/** What the capture must know of a link and its partner. */
export interface LinkTarget {
  linkId: string;
  partnerId: string;
  handle: string;
  destination: string;
  source: LinkSource;
  termsKey: string;
  /** the link is not archived */
  isOpen: boolean;
  /** only an active partner's clicks count (domain.md section 2) */
  isPartnerActive: boolean;
}

/** By a link's code, or by a partner's handle, which stands for its default link. Without case. */
export type LinkKey = { code: string } | { handle: string };

export const textOfKey = (key: LinkKey): string =>
  'code' in key ? `/${key.code.toLowerCase()}` : `@${key.handle.toLowerCase()}`;

const FIND = `
  with found as (
    select '/' || lower(l.code) as key, l.* from link l where lower(l.code) = any ($1::text[])
    union all
    select '@' || p.handle, l.* from partner p join link l on l.partner_id = p.id and l.is_default
     where p.handle = any ($2::text[])
  )
  select f.key, f.id as "linkId", f.partner_id as "partnerId", p.handle, f.destination, f.source::text as source,
         p.terms_key as "termsKey", f.archived_at is null as "isOpen", p.status = 'active' as "isPartnerActive"
    from found f join partner p on p.id = f.partner_id`;

/** The links of these keys (`textOfKey`), in order; null where there is none. */
export async function findLinkTargets(keys: readonly string[]): Promise<(LinkTarget | null)[]> {
  const named = (kind: string) => keys.filter((key) => key.startsWith(kind)).map((key) => key.slice(1));
  const { rows } = await pool.query<LinkTarget & { key: string }>({
    name: 'find-link-targets',
    text: FIND,
    values: [named('/'), named('@')],
  });
  const byKey = new Map(rows.map(({ key, ...target }) => [key, target]));
  return keys.map((key) => byKey.get(key) ?? null);
}
