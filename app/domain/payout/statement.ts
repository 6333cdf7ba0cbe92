import { manualDestinationId } from '~/domain/partner/manual-details';
import { type Bps, formatMoney, type MinorUnits, toDecimalString } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import type { PayoutStatus } from './payout';

/** One commission in a payout, as it was when the payout was requested; amounts are decimal strings of minor units (kept as JSON). */
export interface StatementLine {
  commissionId: string;
  /** the product's id; null for a purchase without a customer */
  customer: string | null;
  customerEmail: string | null;
  cause: { type: 'payment'; id: string; slice: number } | { type: 'customer'; id: string };
  reward: string;
  rewardName: string;
  terms: string;
  termsVersion: number;
  rateBps: string | null;
  basis: string | null;
  uncapped: string;
  commission: string;
  reversed: string;
  /** "2026-01" for slices */
  month: string | null;
  /** milliseconds */
  releasedAt: Instant | null;
  /** what this payout carries; negative: recovered from an earlier payout */
  amount: string;
}

/** The parties as they were called when the payout was requested. */
export interface StatementHead {
  program: string;
  partner: { handle: string; name: string };
}

export interface Statement extends StatementHead {
  payoutId: string;
  amount: MinorUnits;
  currency: string;
  status: PayoutStatus;
  destination: string;
  transferId: string | null;
  requestedAt: Instant;
  paidAt: Instant | null;
  lines: StatementLine[];
}

/** How the money left: Stripe's transfer, or the bank's reference of one paid by hand (ADR-0091). */
export function paymentReference(transferId: string | null): string | null {
  return transferId === null ? null : (manualDestinationId(transferId) ?? transferId);
}

/** "payment inv-7, month 3" or "customer acme": what the commission is for. */
export function causeText(line: Pick<StatementLine, 'cause'>): string {
  if (line.cause.type === 'customer') return `customer ${line.cause.id}`;
  return `payment ${line.cause.id}, month ${line.cause.slice + 1}`;
}

/** 1500n -> "15 %", 1250n -> "12.5 %". */
export function rateText(bps: Bps): string {
  const [whole, fraction = ''] = toDecimalString(bps, 'USD').split('.');
  const decimals = fraction.replace(/0+$/, '');
  return `${whole}${decimals ? `.${decimals}` : ''} %`;
}

/** "Revenue share (developer 1): 15 % of $240.00", "Casual referral (developer 1)"; with the cap where it clipped. */
export function ruleText(line: StatementLine, currency: string): string {
  const name = `${line.rewardName} (${line.terms} ${line.termsVersion})`;
  if (line.rateBps === null || line.basis === null) return name;
  const share = `${name}: ${rateText(BigInt(line.rateBps))} of ${formatMoney(BigInt(line.basis), currency)}`;
  if (line.uncapped === line.commission) return share;
  return `${share}, capped at ${formatMoney(BigInt(line.commission), currency)}`;
}

/** What the amount is, when it is not simply the whole commission. */
export function amountNote(line: StatementLine): 'in full' | 'in part' | 'recovered' {
  const amount = BigInt(line.amount);
  if (amount < 0n) return 'recovered';
  return amount === BigInt(line.commission) - BigInt(line.reversed) ? 'in full' : 'in part';
}
