import type { Customer } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';
import type { Milestones, Stage } from './milestones';

/** What the rules say of a customer, to be shown and listed. */
export interface CustomerState {
  id: string;
  stage: Stage;
  milestones: Milestones;
  trialing: boolean;
  apiCalls: bigint;
  activeDays: number;
  members: number;
  lastActiveAt: Instant | null;
  lifetimeValue: bigint;
  flags: string[];
  settleAt: Instant | null;
}

/** Customers with something due by the clock, and everybody who shares an e-mail domain with them. */
export async function claimDueCustomers(
  tx: Tx,
  now: Instant,
  limit: number,
): Promise<{ due: Set<string>; group: Customer[] }> {
  const due = await tx.$queryRaw<Array<{ id: string; matchDomain: string | null }>>`
    select id, match_domain as "matchDomain" from customer where settle_at <= ${new Date(now)} order by settle_at, id limit ${limit}`;
  const ids = due.map((row) => row.id);
  const domains = due.flatMap((row) => row.matchDomain ?? []);
  // NO KEY: facts arriving meanwhile may still refer to these customers; their mark then waits for us and stands
  await tx.$queryRaw`
    select id from customer where id = any(${ids}::text[]) or match_domain = any(${domains}::text[]) order by id for no key update`;
  const group = await tx.customer.findMany({
    where: { OR: [{ id: { in: ids } }, { matchDomain: { in: domains } }] },
  });
  return { due: new Set(ids), group };
}

/** Purchases without a customer with something due by the clock. */
export async function claimDuePurchases(tx: Tx, now: Instant, limit: number): Promise<string[]> {
  const rows = await tx.$queryRaw<Array<{ id: string }>>`
    select id from payment where settle_at <= ${new Date(now)} order by settle_at, id limit ${limit} for no key update`;
  return rows.map((row) => row.id);
}

const iso = (at: Instant | null) => (at === null ? null : new Date(at).toISOString());

/** The columns of a customer that the rules decide, as JSON: counts and amounts are decimal strings, instants ISO 8601, flags joined by commas. */
export function customerRow(state: CustomerState) {
  return {
    id: state.id,
    stage: state.stage,
    linked_at: iso(state.milestones.linkedAt),
    activated_at: iso(state.milestones.activatedAt),
    paid_at: iso(state.milestones.paidAt),
    sustained_at: iso(state.milestones.sustainedAt),
    churned_at: iso(state.milestones.churnedAt),
    trialing: state.trialing,
    api_calls: state.apiCalls.toString(),
    active_days: state.activeDays,
    members: state.members,
    last_active_at: iso(state.lastActiveAt),
    lifetime_value: state.lifetimeValue.toString(),
    flags: state.flags.join(','),
    settle_at: iso(state.settleAt),
  };
}

/** Writes what the rules say and when to look again. */
export async function saveCustomerStates(tx: Tx, states: readonly CustomerState[]): Promise<void> {
  if (states.length === 0) return;
  const input = states.map(customerRow);
  await tx.$executeRaw`
    update customer c set stage = r.stage::"CustomerStage", linked_at = r.linked_at, activated_at = r.activated_at, paid_at = r.paid_at,
      sustained_at = r.sustained_at, churned_at = r.churned_at, trialing = r.trialing, api_calls = r.api_calls,
      active_days = r.active_days, members = r.members, last_active_at = r.last_active_at, lifetime_value = r.lifetime_value,
      flags = coalesce(string_to_array(nullif(r.flags, ''), ','), '{}'), settle_at = r.settle_at
    from jsonb_to_recordset(${JSON.stringify(input)}::jsonb) as r(id text, stage text, linked_at timestamptz, activated_at timestamptz,
      paid_at timestamptz, sustained_at timestamptz, churned_at timestamptz, trialing boolean, api_calls bigint, active_days int,
      members int, last_active_at timestamptz, lifetime_value bigint, flags text, settle_at timestamptz)
    where c.id = r.id`;
}

/** When to look at purchases again; null = never by itself. */
export async function savePurchaseDues(
  tx: Tx,
  dues: ReadonlyArray<{ id: string; settleAt: Instant | null }>,
): Promise<void> {
  if (dues.length === 0) return;
  const input = dues.map((due) => ({ id: due.id, settle_at: iso(due.settleAt) }));
  await tx.$executeRaw`
    update payment p set settle_at = r.settle_at
    from jsonb_to_recordset(${JSON.stringify(input)}::jsonb) as r(id text, settle_at timestamptz) where p.id = r.id`;
}

/** Asks for customers and purchases to be looked at again at once; in one order, so that two writers do not block each other. */
export async function markUnsettled(
  tx: Tx,
  subjects: { customerIds?: readonly string[]; purchaseIds?: readonly string[] },
): Promise<void> {
  const { customerIds = [], purchaseIds = [] } = subjects;
  if (customerIds.length > 0) {
    await tx.$executeRaw`
      update customer set settle_at = to_timestamp(0) where id in
        (select id from customer where id = any(${[...customerIds]}::text[]) order by id for no key update)`;
  }
  if (purchaseIds.length > 0) {
    await tx.$executeRaw`
      update payment set settle_at = to_timestamp(0) where customer_id is null and id in
        (select id from payment where id = any(${[...purchaseIds]}::text[]) order by id for no key update)`;
  }
}
