import type { Customer } from '~/generated/prisma/client';
import { groupBy } from '~/kernel/group';
import type { Tx } from '~/platform/transaction.server';
import type { SignUp } from './attribute';
import type { Channel, Click, LinkSource } from './click';

interface ClickRow {
  id: string;
  seq: bigint;
  at: Date;
  channel: Channel;
  partnerId: string | null;
  source: LinkSource | null;
  windowDays: number;
  visitorId: string;
}

/** The clicks named by id and all those of visitors. */
export async function loadClicks(
  tx: Tx,
  wanted: { ids: readonly string[]; visitorIds: readonly string[] },
): Promise<Click[]> {
  if (wanted.ids.length === 0 && wanted.visitorIds.length === 0) return [];
  const rows = await tx.$queryRaw<ClickRow[]>`
    select id, seq, at, channel::text as channel, partner_id as "partnerId", source::text as source,
      window_days as "windowDays", visitor_id as "visitorId"
    from click where id = any(${[...wanted.ids]}::text[]) or visitor_id = any(${[...wanted.visitorIds]}::text[])`;
  return rows.map((row) => ({ ...row, seq: Number(row.seq), at: row.at.getTime() }));
}

/** Sign-ups of customers with their captures and codes; the caller adds when they first paid, and what agencies claim. */
export async function loadSignUps(
  tx: Tx,
  customers: readonly Customer[],
): Promise<Array<Omit<SignUp, 'firstPaidAt' | 'handoff' | 'upheld'>>> {
  const where = { customerId: { in: customers.map((customer) => customer.id) } };
  const captures = groupBy(await tx.attributionCapture.findMany({ where }), (capture) => capture.customerId);
  const codes = groupBy(await tx.promotionCodeUse.findMany({ where }), (use) => use.customerId);
  return customers.map((customer) => {
    return {
      customerId: customer.externalId,
      at: customer.signedUpAt.getTime(),
      email: customer.email,
      emailDomain: customer.emailDomain,
      matchDomain: customer.matchDomain,
      clickIds: customer.clickIds,
      visitorId: customer.visitorId,
      promotionCode: customer.promotionCode,
      captures: (captures.get(customer.id) ?? []).map((row) => ({
        id: row.eventId,
        at: row.at.getTime(),
        clickId: row.clickId,
      })),
      codesUsed: (codes.get(customer.id) ?? []).map(({ eventId: id, at, code }) => ({
        id,
        at: at.getTime(),
        code,
      })),
    };
  });
}

/** Who owns promotion codes (upper case -> partner). */
export async function loadCodeOwners(tx: Tx, codes: readonly string[]): Promise<Map<string, string>> {
  if (codes.length === 0) return new Map();
  const rows = await tx.promotionCode.findMany({ where: { code: { in: [...codes] } } });
  return new Map(rows.map((row) => [row.code, row.partnerId]));
}

/** Admins' words on self-referrals, by `${externalCustomerId}|${partnerId}`. */
export async function loadSelfReferralDecisions(
  tx: Tx,
  customers: ReadonlyArray<{ id: string; externalId: string }>,
): Promise<Map<string, { at: number; outcome: 'allowed' | 'denied' }>> {
  const externalIds = new Map(customers.map((customer) => [customer.id, customer.externalId]));
  const rows = await tx.selfReferralDecision.findMany({
    where: { customerId: { in: [...externalIds.keys()] } },
  });
  return new Map(
    rows.map((row) => [
      `${externalIds.get(row.customerId)}|${row.partnerId}`,
      { at: row.at.getTime(), outcome: row.outcome === 'allowed' ? 'allowed' : 'denied' },
    ]),
  );
}
