import type { TermsDocumentJson } from '~/domain/program/terms-document';

// What a chain says, as JSON. Amounts are decimal strings of minor units, rates are numbers of basis points, instants are ISO 8601 in UTC
// with milliseconds, days are "2026-01-31". What is absent is null. Ids of customers are the portal's own: they are drawn at random and say
// nothing of a person; ids of payments, refunds and disputes are the product's or Stripe's.

type Amount = string;
type At = string;

/** The chain of what belongs to no partner: customers credited to nobody or to Impact, their facts, the inbox. */
export const PROGRAM_CHAIN = 'program';

/** The first event of every chain. */
export interface ChainOpened {
  type: 'chain';
  format: 'tributary-chain/1';
  currency: string;
}

/** A version of terms the partner was ever under. */
export interface TermsRecord {
  type: 'terms';
  key: string;
  version: number;
  effectiveAt: At;
  document: TermsDocumentJson;
}

/** The partner's status, terms and own rate from an instant on. */
export interface StandingRecord {
  type: 'standing';
  id: string;
  at: At;
  status: string;
  terms: string;
  rateBps: number | null;
}

/** A customer the chain speaks of. */
export interface CustomerRecord {
  type: 'customer';
  customer: string;
  /** SHA-256 of its salt and what identifies a person (commitment.ts) */
  identity: string;
  signedUpAt: At;
  /** attested: the customer's address is that of a member of the partner */
  selfReferral: boolean;
  /** an admin's word on it */
  decision: { outcome: 'allowed' | 'denied'; at: At } | null;
}

/** Who is credited with a customer: attested (domain.md section 13). */
export interface ReferralRecord {
  type: 'referral';
  customer: string;
  /** false: somebody else is, from now on; the rest is then null and empty */
  credited: boolean;
  channel: 'partner' | 'impact' | null;
  reason: string | null;
  source: 'direct_link' | 'content' | 'agency' | null;
  linkedAt: At | null;
  creditedAt: At | null;
  click: string | null;
  terms: { key: string; version: number } | null;
  /** those that lost: a salted commitment to who, and why in a word */
  candidates: Array<{ candidate: string; verdict: string }>;
}

/** One thing recorded of a customer or purchase. The same fact is never sealed twice in one chain. */
export type Fact =
  | { fact: 'use'; id: string; at: At; apiCalls: string }
  | { fact: 'members'; id: string; at: At; members: number }
  | { fact: 'subscription'; id: string; at: At; subscription: string; status: string }
  | {
      fact: 'payment';
      id: string;
      at: At;
      amount: Amount;
      currency: string;
      /** program currency; null: it waits for a rate */
      basis: Amount | null;
      period: { start: At; end: At } | null;
      /** scope `purchase`: the click that earns, attested */
      click: string | null;
    }
  /** the basis of a payment that waited for a rate */
  | { fact: 'rate'; payment: string; basis: Amount }
  /** `outOf`: what it is a part of, where that is not the payment's amount (ADR-0083) */
  | { fact: 'refund'; payment: string; id: string; at: At; amount: Amount; outOf?: Amount }
  /** a refund, told or not, that never was: it counts for nothing */
  | { fact: 'refund_undone'; payment: string; id: string; at: At }
  | { fact: 'dispute_opened'; payment: string; id: string; at: At }
  /** `amount` out of `outOf` of the payment; absent: all of it */
  | {
      fact: 'dispute_closed';
      payment: string;
      id: string;
      at: At;
      outcome: 'won' | 'lost';
      amount?: Amount;
      outOf?: Amount;
    }
  /** lost, and the money came back after all: won, then */
  | { fact: 'dispute_restored'; payment: string; id: string; at: At }
  /** scope `purchase`: a click that earns */
  | { fact: 'click'; id: string; at: At; windowDays: number; source: string | null }
  /** a payment of the same customer that is none of this chain's partner's: it counts for churn only */
  | { fact: 'other_payment'; id: string; at: At }
  | { fact: 'other_payment_returned'; payment: string; at: At }
  /** it was not given back after all, or not all of it */
  | { fact: 'other_payment_kept'; payment: string; at: At };

/**
 * New facts of a customer, or of a purchase without one; subject `facts:<customer>` or `facts:payment:<payment>`. Uses come in records of
 * their own, subject `uses:<customer>`: there are many.
 */
export interface FactsRecord {
  type: 'facts';
  customer: string | null;
  facts: Fact[];
}

/** What the rules derive of a customer (domain.md section 4). */
export interface MilestonesRecord {
  type: 'milestones';
  customer: string;
  activatedAt: At | null;
  paidAt: At | null;
  sustainedAt: At | null;
  churnedAt: At | null;
}

/** A commission as it stands (domain.md sections 6 and 7). */
export interface CommissionRecord {
  type: 'commission';
  id: string;
  customer: string | null;
  /** null: a flat reward, caused by the customer */
  payment: string | null;
  slice: number | null;
  reward: string;
  terms: { key: string; version: number };
  basis: Amount | null;
  rateBps: number | null;
  uncapped: Amount;
  amount: Amount;
  reversed: Amount;
  status: 'accrued' | 'vested' | 'released' | 'paid' | 'reversed';
  month: string | null;
  accruedAt: At;
  vestedAt: At | null;
  releasedAt: At | null;
  reversedAt: At | null;
  reversalReason: string | null;
  paidAt: At | null;
  /** a late event undid it: it counts for nothing (ADR-0023) */
  withdrawn: boolean;
}

/** A transaction of the ledger: signed entries, credit positive, summing to zero (domain.md section 8). */
export interface LedgerRecord {
  type: 'ledger';
  id: string;
  kind: string;
  cause: string;
  effectiveAt: At;
  commission: string | null;
  payout: string | null;
  cancels: string | null;
  currency: string;
  entries: Array<{ account: string; amount: Amount }>;
}

/** A payout as it stands (domain.md section 9). */
export interface PayoutRecord {
  type: 'payout';
  id: string;
  status: string;
  amount: Amount;
  currency: string;
  destination: string;
  manifest: string;
  requestedAt: At;
  decidedAt: At | null;
  paidAt: At | null;
  transfer: string | null;
  items: Array<{ commission: string; amount: Amount }>;
}

/** A handoff its client accepted: what, when and by whom, signed by the portal (domain.md section 11, ADR-0100). */
export interface HandoffRecord {
  type: 'handoff';
  id: string;
  acceptedAt: At;
  /** SHA-256 of the manifest both sides saw */
  manifest: string;
  /** salted commitment to the domain, and to the name and address of who accepted */
  client: string;
  key: string;
  /** Ed25519 over the canonical JSON of the statement (handoff-record.ts), 128 hex digits */
  signature: string;
}

/** All clicks of the chain's partner on a UTC day under one Merkle root; `inbox`: all deliveries received on it. */
export interface DayRecord {
  type: 'clicks' | 'inbox';
  day: string;
  count: number;
  root: string;
}

export type ChainRecord =
  | ChainOpened
  | TermsRecord
  | StandingRecord
  | CustomerRecord
  | ReferralRecord
  | FactsRecord
  | MilestonesRecord
  | CommissionRecord
  | LedgerRecord
  | PayoutRecord
  | HandoffRecord
  | DayRecord;

/** What a record is about: a later record of the same subject takes the place of the one before, `facts` add up. */
export function subjectOf(record: ChainRecord, paymentId?: string): string {
  switch (record.type) {
    case 'chain':
      return 'chain';
    case 'terms':
      return `terms:${record.key}:${record.version}`;
    case 'standing':
    case 'commission':
    case 'ledger':
    case 'payout':
    case 'handoff':
      return `${record.type}:${record.id}`;
    case 'customer':
    case 'referral':
    case 'milestones':
      return `${record.type}:${record.customer}`;
    case 'facts':
      return record.facts.every((fact) => fact.fact === 'use')
        ? `uses:${record.customer}`
        : `facts:${record.customer ?? `payment:${paymentId}`}`;
    case 'clicks':
    case 'inbox':
      return `${record.type}:${record.day}`;
  }
}
