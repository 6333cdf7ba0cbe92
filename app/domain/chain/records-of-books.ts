import type { Standing } from '~/domain/partner/standing';
import type { Terms } from '~/domain/program/terms';
import { serializeTerms } from '~/domain/program/terms-document';
import { iso } from './commitment';
import type { CommissionRecord, LedgerRecord, PayoutRecord, StandingRecord, TermsRecord } from './record';

const date = (at: Date) => at.toISOString();
const dateOrNull = (at: Date | null) => at?.toISOString() ?? null;
const text = (amount: bigint | null) => (amount === null ? null : String(amount));

/** A version of terms, as a chain says it. */
export function termsRecord(terms: Terms): TermsRecord {
  const { key, version, effectiveAt } = terms;
  return { type: 'terms', key, version, effectiveAt: iso(effectiveAt), document: serializeTerms(terms) };
}

/** A partner's standing. */
export function standingRecord({
  id,
  at,
  status,
  termsKey,
  rateBps,
}: Standing & { id: bigint }): StandingRecord {
  const rate = rateBps === null ? null : Number(rateBps);
  return { type: 'standing', id: String(id), at: iso(at), status, terms: termsKey, rateBps: rate };
}

/** The columns of a commission's row that its chain tells. */
export interface CommissionColumns {
  id: string;
  customerId: string | null;
  paymentRef: string | null;
  slice: number | null;
  rewardKey: string;
  termsKey: string;
  termsVersion: number;
  basis: bigint | null;
  rateBps: bigint | null;
  uncapped: bigint;
  amount: bigint;
  reversed: bigint;
  status: CommissionRecord['status'];
  month: string | null;
  accruedAt: Date;
  vestedAt: Date | null;
  releasedAt: Date | null;
  reversedAt: Date | null;
  reversalReason: string | null;
  paidAt: Date | null;
  withdrawnAt: Date | null;
}

/** A commission's row. */
export function commissionRecord(row: CommissionColumns): CommissionRecord {
  return {
    type: 'commission',
    id: row.id,
    customer: row.customerId,
    payment: row.paymentRef,
    slice: row.slice,
    reward: row.rewardKey,
    terms: { key: row.termsKey, version: row.termsVersion },
    basis: text(row.basis),
    rateBps: row.rateBps === null ? null : Number(row.rateBps),
    uncapped: String(row.uncapped),
    amount: String(row.amount),
    reversed: String(row.reversed),
    status: row.status,
    month: row.month,
    accruedAt: date(row.accruedAt),
    vestedAt: dateOrNull(row.vestedAt),
    releasedAt: dateOrNull(row.releasedAt),
    reversedAt: dateOrNull(row.reversedAt),
    reversalReason: row.reversalReason,
    paidAt: dateOrNull(row.paidAt),
    withdrawn: row.withdrawnAt !== null,
  };
}

/** A ledger transaction with its entries in order of line. */
export interface LedgerColumns {
  id: bigint;
  kind: string;
  causeKey: string;
  effectiveAt: Date;
  commissionId: string | null;
  payoutId: string | null;
  cancelsId: bigint | null;
  currency: string;
  entries: ReadonlyArray<{ account: string; amount: string }>;
}

/** A ledger transaction. */
export function ledgerRecord(row: LedgerColumns): LedgerRecord {
  return {
    type: 'ledger',
    id: String(row.id),
    kind: row.kind,
    cause: row.causeKey,
    effectiveAt: date(row.effectiveAt),
    commission: row.commissionId,
    payout: row.payoutId,
    cancels: text(row.cancelsId),
    currency: row.currency,
    entries: row.entries.map(({ account, amount }) => ({ account, amount })),
  };
}

/** A payout's row with its items. */
export interface PayoutColumns {
  id: string;
  status: string;
  amount: bigint;
  currency: string;
  destination: string;
  manifestHash: string;
  requestedAt: Date;
  decidedAt: Date | null;
  paidAt: Date | null;
  transferId: string | null;
  items: ReadonlyArray<{ commissionId: string; amount: bigint }>;
}

/** A payout as it stands; items in order of their commission. */
export function payoutRecord(row: PayoutColumns): PayoutRecord {
  return {
    type: 'payout',
    id: row.id,
    status: row.status,
    amount: String(row.amount),
    currency: row.currency,
    destination: row.destination,
    manifest: row.manifestHash,
    requestedAt: date(row.requestedAt),
    decidedAt: dateOrNull(row.decidedAt),
    paidAt: dateOrNull(row.paidAt),
    transfer: row.transferId,
    items: [...row.items]
      .sort((a, b) => (a.commissionId < b.commissionId ? -1 : 1))
      .map((item) => ({ commission: item.commissionId, amount: String(item.amount) })),
  };
}
