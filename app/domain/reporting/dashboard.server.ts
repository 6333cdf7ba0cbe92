import type { PartnerScope } from '~/domain/identity/scope';
import { pool } from '~/platform/db.server';

/** How far a partner has come with the program itself. */
export interface FirstSteps {
  /** the link where `?ref=<handle>` counts */
  defaultLink: { code: string; destination: string } | null;
  /** somebody followed one of its links */
  clicked: boolean;
  /** somebody is credited to it */
  referred: boolean;
}

/** From the roll-ups: it asks for no click. */
export async function getFirstSteps({ partnerId }: PartnerScope): Promise<FirstSteps> {
  const { rows } = await pool.query<FirstSteps>({
    name: 'first-steps',
    text: `select
        (select json_build_object('code', code, 'destination', destination) from link
          where partner_id = $1 and is_default and archived_at is null limit 1) as "defaultLink",
        exists (select 1 from click_daily where partner_id = $1 and clicks > 0) as clicked,
        exists (select 1 from referral where partner_id = $1) as referred`,
    values: [partnerId],
  });
  const [row] = rows;
  if (!row) throw new Error('a select without from has one row');
  return row;
}
