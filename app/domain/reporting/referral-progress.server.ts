import { type Scope, visiblePartnerId } from '~/domain/identity/scope';
import type { MinorUnits } from '~/kernel/money';
import { pool } from '~/platform/db.server';

/** What a referral has brought its partner, and the rules it is under. */
export interface ReferralProgress {
  /** minor units of the program's currency, without what was reversed */
  earned: MinorUnits;
  apiCalls: bigint;
  termsKey: string | null;
  termsVersion: number | null;
  partner: { id: string; handle: string; name: string } | null;
  selfReferral: boolean;
  /** an admin's word on it; null: none yet */
  selfReferralOutcome: 'allowed' | 'denied' | null;
}

type Row = ReferralProgress & { customerId: string };

/** The progress of some customers' referrals, by our customer id; those of others are left out. */
export async function getReferralProgress(
  scope: Scope,
  customerIds: readonly string[],
): Promise<Map<string, ReferralProgress>> {
  const { rows } = await pool.query<Row>({
    name: 'referral-progress',
    text: `select r.customer_id as "customerId", r.terms_key as "termsKey", r.terms_version as "termsVersion",
        r.self_referral as "selfReferral", c.api_calls as "apiCalls", d.outcome as "selfReferralOutcome", coalesce(e.earned, 0)::bigint as earned,
        case when p.id is not null then json_build_object('id', p.id, 'handle', p.handle, 'name', p.name) end as partner
      from referral r join customer c on c.id = r.customer_id
        left join partner p on p.id = r.partner_id
        left join self_referral_decision d on d.customer_id = r.customer_id and d.partner_id = r.partner_id
        left join lateral (select sum(co.amount - co.reversed) as earned from commission co
          where co.customer_id = r.customer_id and co.partner_id = r.partner_id and co.withdrawn_at is null) e on true
      where r.customer_id = any($1) and ($2::text is null or r.partner_id = $2)`,
    values: [[...customerIds], visiblePartnerId(scope) ?? null],
  });
  return new Map(rows.map(({ customerId, ...progress }) => [customerId, progress]));
}
