import type { AdminScope } from '~/domain/identity/scope';
import type { MinorUnits } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { pool } from '~/platform/db.server';

/** What waits for an admin; amounts in minor units of the program's currency. */
export interface AdminOverview {
  partnersWaiting: number;
  oldestPartnerWaiting: Instant | null;
  payoutsWaiting: number;
  payoutsWaitingAmount: MinorUnits;
  oldestPayoutWaiting: Instant | null;
  /** stopped until a person looks at them */
  payoutsHeld: number;
  eventsWaiting: number;
  eventsInvalid: number;
  oldestEventWaiting: Instant | null;
  /** Stripe's of the last 30 days that were made by another version of its API than is read (ADR-0085) */
  eventsOfOtherVersions: number;
  /** messages that were tried for three days in vain */
  messagesGivenUp: number;
  /** payments in a currency without a rate */
  paymentsWithoutRate: number;
  selfReferrals: number;
  /** partners that say a customer is theirs */
  disputesWaiting: number;
  oldestDisputeWaiting: Instant | null;
  activePartners: number;
}

type Row = Omit<
  AdminOverview,
  'oldestPartnerWaiting' | 'oldestPayoutWaiting' | 'oldestEventWaiting' | 'oldestDisputeWaiting'
> & {
  oldestDisputeWaiting: Date | null;
  oldestPartnerWaiting: Date | null;
  oldestPayoutWaiting: Date | null;
  oldestEventWaiting: Date | null;
};

const OVERVIEW = `
  select pa.*, po.*, ev.*, he.*, di.*,
    (select count(*)::int from webhook_delivery where given_up_at is not null and due_at is null) as "messagesGivenUp",
    (select count(*)::int from payment where basis is null) as "paymentsWithoutRate",
    (select count(*)::int from inbound_event where api_version is not null
      and received_at > (select max(received_at) from inbound_event) - interval '30 days') as "eventsOfOtherVersions",
    (select count(*)::int from referral r where r.self_referral and not exists (
      select 1 from self_referral_decision d where d.customer_id = r.customer_id and d.partner_id = r.partner_id)) as "selfReferrals"
  from
    (select (count(*) filter (where status = 'pending'))::int as "partnersWaiting",
        (count(*) filter (where status = 'active'))::int as "activePartners",
        min(created_at) filter (where status = 'pending') as "oldestPartnerWaiting" from partner) pa,
    (select count(*)::int as "payoutsWaiting", coalesce(sum(amount), 0)::bigint as "payoutsWaitingAmount",
        min(requested_at) as "oldestPayoutWaiting" from payout where status = 'requested') po,
    (select (count(*) filter (where status = 'waiting'))::int as "eventsWaiting",
        (count(*) filter (where status = 'invalid'))::int as "eventsInvalid",
        min(received_at) filter (where status = 'waiting') as "oldestEventWaiting"
      from inbound_event where status in ('waiting', 'invalid')) ev,
    (select count(*)::int as "disputesWaiting", min(opened_at) as "oldestDisputeWaiting"
      from attribution_dispute where decided_at is null) di,
    (select count(*)::int as "payoutsHeld" from payout where needs_review) he`;

/** What needs an admin, in one question to the database. */
export async function getAdminOverview(_scope: AdminScope): Promise<AdminOverview> {
  const { rows } = await pool.query<Row>({ name: 'admin-overview', text: OVERVIEW });
  const [row] = rows;
  if (!row) throw new Error('aggregates have one row');
  return {
    ...row,
    oldestPartnerWaiting: row.oldestPartnerWaiting?.getTime() ?? null,
    oldestPayoutWaiting: row.oldestPayoutWaiting?.getTime() ?? null,
    oldestEventWaiting: row.oldestEventWaiting?.getTime() ?? null,
    oldestDisputeWaiting: row.oldestDisputeWaiting?.getTime() ?? null,
  };
}
