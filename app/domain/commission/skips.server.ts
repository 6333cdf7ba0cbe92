import { type Scope, visiblePartnerId } from '~/domain/identity/scope';
import type { Money } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { afterCursor, type Listed, type Page, pageOf } from '~/platform/page';
import type { SkipReason } from './share';

/** An evaluated cause that paid nothing, as lists show it. */
export interface SkipView {
  id: string;
  at: Instant;
  reason: SkipReason;
  rewardKey: string;
  partnerId: string | null;
  /** ours, to look at; null for a purchase without a customer */
  customer: { id: string; externalId: string } | null;
  /** the product's id and slice; null for a flat reward */
  payment: (Money & { id: string; slice: number }) | null;
}

/** Causes that paid nothing, newest first. */
export async function listSkips(
  scope: Scope,
  filter: { reason?: SkipReason; reward?: string; partnerId?: string; from?: Instant; to?: Instant },
  page: Page,
): Promise<Listed<SkipView>> {
  const partnerId = visiblePartnerId(scope, filter.partnerId);
  const rows = await db.skip.findMany({
    where: {
      AND: [
        {
          ...(partnerId === undefined ? {} : { partnerId }),
          ...(filter.reason ? { reason: filter.reason } : {}),
          ...(filter.reward ? { rewardKey: filter.reward } : {}),
          at: {
            ...(filter.from === undefined ? {} : { gte: new Date(filter.from) }),
            ...(filter.to === undefined ? {} : { lt: new Date(filter.to) }),
          },
        },
        afterCursor(page, 'at'),
      ],
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: page.limit + 1,
  });
  const { data, nextCursor } = pageOf(rows, page, (row) => ({ at: row.at.getTime(), id: row.id }));
  const customers = await db.customer.findMany({
    where: { id: { in: data.flatMap((row) => row.customerId ?? []) } },
    select: { id: true, externalId: true },
  });
  const payments = await db.payment.findMany({
    where: { externalId: { in: data.flatMap((row) => paymentOf(row.causeKey)?.id ?? []) } },
    select: { externalId: true, amount: true, currency: true },
  });
  const customerOf = new Map(customers.map((row) => [row.id, row]));
  const amountOf = new Map(payments.map(({ externalId, ...money }) => [externalId, money]));
  return {
    nextCursor,
    data: data.map(({ id, at, reason, rewardKey, partnerId: partner, customerId, causeKey }) => {
      const cause = paymentOf(causeKey);
      const amount = cause && amountOf.get(cause.id);
      return {
        id,
        at: at.getTime(),
        // written by settling alone, from the rules' own list
        reason: reason as SkipReason,
        rewardKey,
        partnerId: partner,
        customer: customerOf.get(customerId ?? '') ?? null,
        payment: cause && amount ? { ...cause, ...amount } : null,
      };
    }),
  };
}

/** "payment:p1:0" -> p1, 0; null for a customer's. A payment's id may hold colons. */
function paymentOf(causeKey: string): { id: string; slice: number } | null {
  const [, id, slice] = /^payment:(.*):(\d+)$/s.exec(causeKey) ?? [];
  return id === undefined ? null : { id, slice: Number(slice) };
}
