import type { Prisma } from '~/generated/prisma/client';
import { newId } from '~/kernel/ids';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';
import type { Credit } from './attribute';

/** A customer's attribution as the rules see it now; credit null = nobody, ever. */
export interface Attribution {
  customerId: string;
  credits: readonly Credit[];
  terms: { key: string; version: number } | null;
  selfReferral: boolean;
  /** the accepted handoff it came through */
  handoffId: string | null;
  /** the first payment has been made */
  locked: boolean;
}

/**
 * Writes who is credited, and appends what was decided anew: the last decision recorded of a customer is the one that stands.
 * @returns the customers whose credit changed
 */
export async function saveAttributions(
  tx: Tx,
  attributions: readonly Attribution[],
  now: Instant,
): Promise<void> {
  const uncredited = attributions
    .filter(({ credits }) => !credits.at(-1)?.channel)
    .map(({ customerId }) => customerId);
  if (uncredited.length > 0) await tx.referral.deleteMany({ where: { customerId: { in: uncredited } } });
  await upsertReferrals(tx, attributions, now);
  await appendDecisions(tx, attributions);
}

/** The columns of a referral that the rules decide, as JSON; null when nobody is credited. */
export function referralRow({ customerId, credits, terms, selfReferral, handoffId, locked }: Attribution) {
  const credit = credits.at(-1);
  if (!credit?.channel || credit.reason === 'none' || credit.linkedAt === null) return null;
  return {
    customer_id: customerId,
    channel: credit.channel,
    partner_id: credit.partnerId,
    reason: credit.reason,
    click_id: credit.click?.id ?? null,
    source: credit.source,
    linked_at: new Date(credit.linkedAt).toISOString(),
    credited_at: new Date(credit.at).toISOString(),
    terms_key: terms?.key ?? null,
    terms_version: terms?.version ?? null,
    locked,
    self_referral: selfReferral,
    handoff_id: handoffId,
  };
}

async function upsertReferrals(tx: Tx, attributions: readonly Attribution[], now: Instant): Promise<void> {
  const rows = attributions.flatMap((attribution) => {
    const row = referralRow(attribution);
    return row ? [{ id: newId('ref', now), ...row, created_at: new Date(now).toISOString() }] : [];
  });
  if (rows.length === 0) return;
  await tx.$executeRaw`
    insert into referral (id, customer_id, channel, partner_id, reason, click_id, source, linked_at, credited_at, terms_key, terms_version,
      locked, self_referral, handoff_id, created_at)
    select r.id, r.customer_id, r.channel::"Channel", r.partner_id, r.reason::"AttributionReason", r.click_id, r.source::"LinkSource",
      r.linked_at, r.credited_at, r.terms_key, r.terms_version, r.locked, r.self_referral, r.handoff_id, r.created_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, customer_id text, channel text, partner_id text, reason text,
      click_id text, source text, linked_at timestamptz, credited_at timestamptz, terms_key text, terms_version int, locked boolean,
      self_referral boolean, handoff_id text, created_at timestamptz)
    on conflict (customer_id) do update set channel = excluded.channel, partner_id = excluded.partner_id, reason = excluded.reason,
      click_id = excluded.click_id, source = excluded.source, linked_at = excluded.linked_at, credited_at = excluded.credited_at,
      terms_key = excluded.terms_key, terms_version = excluded.terms_version, locked = excluded.locked,
      self_referral = excluded.self_referral, handoff_id = excluded.handoff_id`;
}

const fingerprint = (decision: {
  at: number;
  channel: string | null;
  partnerId: string | null;
  reason: string;
  clickId: string | null;
}) => [decision.at, decision.channel, decision.partnerId, decision.reason, decision.clickId].join('|');

/** A credit is appended unless it is recorded already; decisions are never changed, so a corrected history is told again from there. */
async function appendDecisions(tx: Tx, attributions: readonly Attribution[]): Promise<void> {
  const customerIds = attributions.map(({ customerId }) => customerId);
  const recorded = await tx.attributionDecision.findMany({
    where: { customerId: { in: customerIds } },
    orderBy: { id: 'asc' },
  });
  const seen = new Map<string, string[]>();
  for (const row of recorded) {
    const list = seen.get(row.customerId) ?? [];
    list.push(fingerprint({ ...row, at: row.at.getTime() }));
    seen.set(row.customerId, list);
  }
  const data = attributions.flatMap(({ customerId, credits }) => {
    const told = credits.map((credit) => ({
      credit,
      print: fingerprint({ ...credit, clickId: credit.click?.id ?? null }),
    }));
    const known = seen.get(customerId) ?? [];
    const tail = known.slice(-told.length);
    const same = told.length === tail.length && told.every(({ print }, index) => print === tail[index]);
    if (same) return [];
    const firstNew = told.findIndex(({ print }) => !known.includes(print));
    // a credit in the middle was corrected and told since: what stands was said last
    if (firstNew === -1 && known.at(-1) === told.at(-1)?.print) return [];
    return told.slice(firstNew === -1 ? told.length - 1 : firstNew).map(({ credit }) => ({
      customerId,
      at: new Date(credit.at),
      channel: credit.channel,
      partnerId: credit.partnerId,
      reason: credit.reason,
      clickId: credit.click?.id ?? null,
      evidence: credit.evidence as unknown as Prisma.InputJsonValue,
    }));
  });
  if (data.length > 0) await tx.attributionDecision.createMany({ data });
}
