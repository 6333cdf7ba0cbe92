import type { z } from 'zod';
import type { ClickView } from '~/domain/attribution/click-list.server';
import type { LinkView } from '~/domain/attribution/links.server';
import type { CommissionView } from '~/domain/commission/commissions.server';
import type { BalanceView } from '~/domain/ledger/balances.server';
import type { PayoutView } from '~/domain/payout/payouts.server';
import type { CustomerView } from '~/domain/qualification/customers.server';
import type { TimelineEntry as TimelineView } from '~/domain/qualification/timeline';
import type { FunnelFigures } from '~/domain/reporting/funnel';
import type { Funnel as FunnelView } from '~/domain/reporting/funnel.server';
import type { Customer, TimelineEntry } from './operations/customers';
import type { Click, Link } from './operations/links';
import type { Balance, Commission, Funnel } from './operations/money';
import type { Payout } from './operations/payouts';
import { iso, money } from './schema';

// Views of the domain as the API's JSON: bigint becomes Money, instants become ISO 8601, what is absent is null.

export function presentLink(link: LinkView, url: string): z.input<typeof Link> {
  const { id, partnerId, code, destination, source, label, isDefault, clicks, uniqueClicks } = link;
  return {
    ...{ id, partnerId, code, url, destination, source, label, default: isDefault, clicks, uniqueClicks },
    createdAt: iso(link.createdAt),
    archivedAt: iso(link.archivedAt),
  };
}

export function presentClick(click: ClickView): z.input<typeof Click> {
  return { ...click, at: iso(click.at) };
}

export function presentCustomer(customer: CustomerView): z.input<typeof Customer> {
  const { milestones, referral, lifetimeValue, currency, lastActiveAt, createdAt, ...rest } = customer;
  return {
    ...rest,
    referral: presentReferral(referral),
    milestones: {
      linkedAt: iso(milestones.linkedAt),
      signedUpAt: iso(milestones.signedUpAt),
      activatedAt: iso(milestones.activatedAt),
      paidAt: iso(milestones.paidAt),
      sustainedAt: iso(milestones.sustainedAt),
      churnedAt: iso(milestones.churnedAt),
    },
    lifetimeValue: money(lifetimeValue, currency),
    lastActiveAt: iso(lastActiveAt),
    createdAt: iso(createdAt),
  };
}

/** A partner's referral names the partner, Impact's the channel (contract.md, `/customers`). */
function presentReferral(referral: CustomerView['referral']): z.input<typeof Customer>['referral'] {
  if (referral?.channel !== 'partner') return referral;
  const { channel: _, ...rest } = referral;
  return rest;
}

export function presentTimelineEntry(entry: TimelineView): z.input<typeof TimelineEntry> {
  const { amount } = entry;
  return { ...entry, at: iso(entry.at), amount: amount && money(amount.amount, amount.currency) };
}

export function presentCommission(view: CommissionView): z.input<typeof Commission> {
  const { currency, basis, rateBps, uncapped, amount, reversed, ...rest } = view;
  return {
    ...rest,
    basis: basis === null ? null : money(basis, currency),
    rateBps: rateBps === null ? null : Number(rateBps),
    uncapped: money(uncapped, currency),
    amount: money(amount, currency),
    reversed: money(reversed, currency),
    accruedAt: iso(view.accruedAt),
    vestedAt: iso(view.vestedAt),
    releaseDueAt: iso(view.releaseDueAt),
    releasedAt: iso(view.releasedAt),
    paidAt: iso(view.paidAt),
    reversedAt: iso(view.reversedAt),
    createdAt: iso(view.createdAt),
  };
}

export function presentBalance(balance: BalanceView): z.input<typeof Balance> {
  const { currency } = balance;
  return {
    accrued: money(balance.accrued, currency),
    pending: money(balance.pending, currency),
    available: money(balance.available, currency),
    inTransit: money(balance.inTransit, currency),
    paid: money(balance.paid, currency),
  };
}

export function presentPayout(payout: PayoutView): z.input<typeof Payout> {
  const {
    id,
    partnerId,
    status,
    destination,
    transferId,
    reason,
    origin,
    needsReview,
    manifestHash,
    batchId,
  } = payout;
  return {
    ...{ id, partnerId, status, destination, transferId, reason, origin, needsReview, manifestHash, batchId },
    amount: money(payout.amount, payout.currency),
    requestedAt: iso(payout.requestedAt),
    approvals: payout.approvals.map(({ by, at }) => ({ by, at: iso(at) })),
    paidAt: iso(payout.paidAt),
  };
}

export function presentFunnel({ currency, totals, series }: FunnelView): z.input<typeof Funnel> {
  const inMoney = <T extends FunnelFigures>(figures: T) => ({
    ...figures,
    revenue: money(figures.revenue, currency),
    commission: money(figures.commission, currency),
    epc: money(figures.epc, currency),
  });
  return { totals: inMoney(totals), series: series.map(inMoney) };
}
