import { type Scope, visiblePartnerId } from '~/domain/identity/scope';
import type { Prisma } from '~/generated/prisma/client';
import type { Money } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { decodeCursor, encodeCursor, type Listed, type Page } from '~/platform/page';
import { type CustomerView, getCustomer } from './customers.server';
import { refundShares } from './payment';
import { chronological, type TimelineEntry, type TimelineType, timelineKey } from './timeline';
import { timelineWords } from './timeline-words';

type Detail = TimelineEntry['detail'];
/** What is recorded, before it is put into words. */
type Recorded = Omit<TimelineEntry, 'words' | 'change'>;
type Entry = (at: Date | null, type: TimelineType, id: string, more?: Partial<Recorded>) => Recorded[];

const entry: Entry = (at, type, id, { amount = null, detail = {} } = {}) =>
  at ? [{ at: at.getTime(), type, id, amount, detail }] : [];
const iso = (at: Date | null) => at?.toISOString() ?? null;

/**
 * Everything known of one customer, oldest first: clicks, sign-up, use by day, payments, milestones, commissions and payouts. A partner
 * sees the clicks, commissions and payouts that are its own.
 * @param told what the rules say of it besides (explanation-timeline.ts): credits, what was taken back, what earned nothing
 * @returns undefined when there is no such customer, or it is not the asker's
 */
export async function getTimeline(
  scope: Scope,
  customerId: string,
  page: Page,
  told: { entries: readonly TimelineEntry[]; rewards: Readonly<Record<string, string>> },
): Promise<Listed<TimelineEntry> | undefined> {
  const customer = await getCustomer(scope, customerId);
  if (!customer) return undefined;
  const entries = await Promise.all([
    clickEntries(scope, customer),
    activityEntries(customer),
    paymentEntries(customer),
    commissionEntries(scope, customer),
    payoutEntries(scope, customer),
  ]);
  const recorded = [...milestoneEntries(customer), ...entries.flat()].map((one) => ({
    ...one,
    words: timelineWords(one, told.rewards),
    change: null,
  }));
  return slice(chronological([...recorded, ...told.entries]), page);
}

/** Its entries are few and some are sums, so the page is cut here and not in the database. */
function slice(entries: readonly TimelineEntry[], { limit, cursor }: Page): Listed<TimelineEntry> {
  const position = cursor === undefined ? undefined : decodeCursor(cursor);
  const seen = position ? entries.findIndex((one) => timelineKey(one) === position.id) : -1;
  const later = entries.findIndex((one) => one.at > (position?.at ?? -1));
  const start = seen >= 0 ? seen + 1 : later < 0 ? entries.length : later;
  const data = entries.slice(start, start + limit);
  const last = data.at(-1);
  const more = last !== undefined && start + limit < entries.length;
  return { data, nextCursor: more ? encodeCursor({ at: last.at, id: timelineKey(last) }) : null };
}

function milestoneEntries({ id, milestones, referral }: CustomerView): Recorded[] {
  const reached = (at: Instant | null, type: TimelineType, detail: Detail = {}): Recorded[] =>
    at === null ? [] : [{ at, type, id, amount: null, detail }];
  return [
    ...reached(
      milestones.linkedAt,
      'linked',
      referral ? { reason: referral.reason, clickId: referral.clickId } : {},
    ),
    ...reached(milestones.signedUpAt, 'signed_up'),
    ...reached(milestones.activatedAt, 'activated'),
    ...reached(milestones.paidAt, 'paid'),
    ...reached(milestones.sustainedAt, 'sustained'),
    ...reached(milestones.churnedAt, 'churned'),
  ];
}

function own(scope: Scope): { partnerId?: string } {
  const partnerId = visiblePartnerId(scope);
  return partnerId === undefined ? {} : { partnerId };
}

async function clickEntries(scope: Scope, { id, referral }: CustomerView): Promise<Recorded[]> {
  const [signUp, captures] = await Promise.all([
    db.customer.findUniqueOrThrow({ where: { id }, select: { clickIds: true } }),
    db.attributionCapture.findMany({ where: { customerId: id }, select: { clickId: true } }),
  ]);
  const ids = [referral?.clickId ?? [], signUp.clickIds, captures.map(({ clickId }) => clickId)].flat();
  const rows = await db.click.findMany({ where: { id: { in: ids }, ...own(scope) } });
  return rows.flatMap(({ at, id: clickId, channel, partnerId, linkId, source, landingUrl, referrerHost }) =>
    entry(at, 'click', clickId, { detail: { channel, partnerId, linkId, source, landingUrl, referrerHost } }),
  );
}

async function activityEntries({ id }: CustomerView): Promise<Recorded[]> {
  const where = { customerId: id };
  const [uses, members, subscriptions] = await Promise.all([
    db.$queryRaw<Array<{ at: Date; apiCalls: bigint }>>`
      select min(at) as at, least(sum(api_calls), 9007199254740991)::bigint as "apiCalls"
      from usage_record where customer_id = ${id} group by (at at time zone 'UTC')::date`,
    db.membersChange.findMany({ where }),
    db.subscriptionChange.findMany({ where }),
  ]);
  return [
    ...uses.flatMap(({ at, apiCalls }) =>
      entry(at, 'used', at.toISOString().slice(0, 10), { detail: { apiCalls: Number(apiCalls) } }),
    ),
    ...members.flatMap(({ at, eventId, members: count }) =>
      entry(at, 'members_changed', eventId, { detail: { members: count } }),
    ),
    ...subscriptions.flatMap(({ at, eventId, subscriptionId, status, monthlyValue, currency }) =>
      entry(at, status === 'canceled' ? 'subscription_canceled' : 'subscription_changed', eventId, {
        amount: money(monthlyValue, currency),
        detail: { subscriptionId, status },
      }),
    ),
  ];
}

function money(amount: bigint | null, currency: string | null): Money | null {
  return amount === null || currency === null ? null : { amount, currency };
}

async function paymentEntries({ id }: CustomerView): Promise<Recorded[]> {
  const rows = await db.payment.findMany({
    where: { customerId: id },
    include: { refunds: true, undone: true, disputes: true },
  });
  return rows.flatMap(({ externalId: paymentId, refunds, undone, disputes, ...payment }) => {
    const shares = refundShares({
      at: payment.at.getTime(),
      amount: payment.amount,
      refunds: refunds.map(({ externalId, at, amount: given, outOf }) => ({
        ...{ id: externalId, at: at.getTime(), amount: given, outOf },
      })),
    });
    const { amount, currency, orderId, periodStart, periodEnd } = payment;
    return [
      ...entry(payment.at, 'payment', paymentId, {
        amount: { amount, currency },
        detail: { orderId, periodStart: iso(periodStart), periodEnd: iso(periodEnd) },
      }),
      ...refunds.flatMap((refund) =>
        entry(refund.at, 'refund', refund.externalId, {
          amount: { amount: shares.get(refund.externalId) ?? refund.amount, currency },
          detail: { paymentId },
        }),
      ),
      ...undone.flatMap(({ externalId, at }) =>
        entry(at, 'refund_failed', externalId, { detail: { paymentId } }),
      ),
      ...disputes.flatMap(({ externalId, openedAt, closedAt, outcome, restoredAt }) => [
        ...entry(openedAt, 'dispute_opened', externalId, { detail: { paymentId } }),
        ...entry(closedAt, 'dispute_closed', externalId, { detail: { paymentId, outcome } }),
        ...entry(restoredAt, 'dispute_restored', externalId, { detail: { paymentId } }),
      ]),
    ];
  });
}

async function commissionEntries(scope: Scope, { id }: CustomerView): Promise<Recorded[]> {
  const where: Prisma.CommissionWhereInput = { customerId: id, ...own(scope) };
  const rows = await db.commission.findMany({
    where,
    include: { payment: { select: { externalId: true } } },
  });
  return rows.flatMap(({ id: commissionId, currency, ...row }) => {
    const { partnerId, rewardKey: reward, month } = row;
    const detail = { partnerId, reward, month, paymentId: row.payment?.externalId ?? null };
    const more = { amount: { amount: row.amount, currency }, detail };
    if (row.withdrawnAt !== null) return entry(row.withdrawnAt, 'commission_withdrawn', commissionId, more);
    return [
      ...entry(row.accruedAt, 'commission_accrued', commissionId, more),
      ...entry(row.vestedAt, 'commission_vested', commissionId, more),
      ...entry(row.releasedAt, 'commission_released', commissionId, more),
      ...entry(row.paidAt, 'commission_paid', commissionId, more),
    ];
  });
}

/** What of this customer's commissions was asked for, payout by payout. */
async function payoutEntries(scope: Scope, { id }: CustomerView): Promise<Recorded[]> {
  const items = await db.payoutItem.findMany({
    where: { commission: { customerId: id }, payout: own(scope) },
    include: { payout: true },
  });
  const sums = new Map<string, { amount: bigint; payout: (typeof items)[number]['payout'] }>();
  for (const { amount, payout } of items) {
    sums.set(payout.id, { payout, amount: (sums.get(payout.id)?.amount ?? 0n) + amount });
  }
  return [...sums.values()].flatMap(({ amount, payout }) =>
    entry(payout.requestedAt, 'payout_requested', payout.id, {
      amount: { amount, currency: payout.currency },
      detail: { partnerId: payout.partnerId, status: payout.status, transferId: payout.transferId },
    }),
  );
}
