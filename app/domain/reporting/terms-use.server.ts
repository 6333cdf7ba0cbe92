import type { AdminScope } from '~/domain/identity/scope';
import { pool } from '~/platform/db.server';

/** How much hangs on each version of terms, by `${key} ${version}`. */
export interface TermsUse {
  /** referrals that keep it */
  referrals: number;
}

/** How many referrals keep which version (domain.md section 3). */
export async function getTermsUse(_scope: AdminScope): Promise<Map<string, TermsUse>> {
  const { rows } = await pool.query<{ key: string; version: number; referrals: number }>({
    name: 'terms-use',
    text: `select terms_key as key, terms_version as version, count(*)::int as referrals
      from referral where terms_key is not null group by 1, 2`,
  });
  return new Map(rows.map(({ key, version, referrals }) => [`${key} ${version}`, { referrals }]));
}

/** Who published which version, by version; null for those shipped. */
export async function getPublishers(_scope: AdminScope, key: string): Promise<Map<number, string | null>> {
  const { rows } = await pool.query<{ version: number; name: string | null }>({
    name: 'terms-publishers',
    text: `select v.version, u.name from terms_version v left join "user" u on u.id = v.created_by where v.terms_key = $1`,
    values: [key],
  });
  return new Map(rows.map(({ version, name }) => [version, name]));
}
