import type { z } from 'zod';
import type { Claim } from '~/domain/commission/claim';
import {
  type BothClaims,
  type Simulated,
  simulateCustomer,
  simulatePurchase,
} from '~/domain/commission/simulate';
import type { JudgedClaim } from '~/domain/commission/simulate-compare';
import {
  addMonthFigures,
  comparePartner,
  type Earned,
  type PartnerComparison,
  type SimulatedMonth,
} from '~/domain/commission/simulate-compare';
import type { AdminScope } from '~/domain/identity/scope';
import { programCurrency } from '~/domain/program/program.server';
import { type Terms, termsInForce } from '~/domain/program/terms';
import { loadAllTerms } from '~/domain/program/terms.server';
import type { TermsDocument } from '~/domain/program/terms-document';
import { sum } from '~/kernel/money';
import type { Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { readSnapshot, type Tx } from '~/platform/transaction.server';
import { type Recorded, readRecorded } from './simulate-terms-records.server';

export interface SimulationWish {
  key: string;
  /** the draft; undefined: the version in force */
  document: z.output<typeof TermsDocument> | undefined;
  /** sign-ups and purchases before it stay as they are; undefined: none does */
  from: Instant | undefined;
  /** one partner alone; undefined: all */
  partnerId: string | undefined;
}

export interface SimulatedPartner extends PartnerComparison {
  partnerId: string;
  handle: string;
  name: string;
}

export interface Simulation {
  draft: Simulated['draft'];
  /** the version in force now */
  version: number;
  from: Instant | null;
  /** the program's clock: nothing later is counted */
  asOf: Instant;
  currency: string;
  totals: {
    now: Earned;
    draft: Earned;
    difference: bigint;
    commissions: PartnerComparison['commissions'];
    /** and purchases without one: those that earn something under these terms, now or under the draft */
    customers: number;
  };
  months: SimulatedMonth[];
  /** who gains or loses most first */
  partners: SimulatedPartner[];
}

export type SimulationResult =
  | { outcome: 'simulated'; simulation: Simulation }
  | { outcome: 'unknown_terms' }
  /** other scope, other partners credited: that cannot be replayed */
  | { outcome: 'other_scope'; scope: Terms['scope'] };

/**
 * What the recorded history would have paid under draft terms, partner by partner (domain.md section 3, ADR-0074). Reads one unmoving
 * picture of the database, customer by customer, and changes nothing.
 */
export function simulateTerms(_scope: AdminScope, wish: SimulationWish): Promise<SimulationResult> {
  return readSnapshot(async (tx) => {
    const asOf = now();
    const all = await loadAllTerms(tx);
    const current = termsInForce(all, wish.key, asOf);
    if (!current) return { outcome: 'unknown_terms' };
    const draft = { ...(wish.document ?? current), key: wish.key };
    if (draft.scope !== current.scope) return { outcome: 'other_scope', scope: current.scope };
    const simulated = { draft, from: wish.from ?? null };
    const { claims, customers } = await gather(tx, simulated, { all, asOf, partnerId: wish.partnerId });
    const partners = await compare(tx, claims);
    return {
      outcome: 'simulated',
      simulation: {
        ...simulated,
        version: current.version,
        asOf,
        currency: await programCurrency(tx),
        totals: { ...totalsOf(partners), customers },
        months: addMonthFigures(partners.map(({ months }) => months)),
        partners,
      },
    };
  });
}

interface PartnerClaims {
  now: JudgedClaim[];
  draft: JudgedClaim[];
}

/** Every claim of the partners concerned; facts are let go chunk by chunk, for they are what fills the memory. */
async function gather(
  tx: Tx,
  simulated: Simulated,
  of: { all: readonly Terms[]; asOf: Instant; partnerId: string | undefined },
): Promise<{ claims: Map<string, PartnerClaims>; customers: number }> {
  const claims = new Map<string, PartnerClaims>();
  let customers = 0;
  const records = readRecorded(tx, {
    ...of,
    key: simulated.draft.key,
    onPartners: (ids) => begin(claims, ids),
  });
  for await (const record of records) {
    const both = simulateRecord(record, simulated);
    const counts = (claim: Claim) => claim.termsKey === simulated.draft.key && claims.has(claim.partnerId);
    if (both.now.some(counts) || both.draft.some(counts)) customers += 1;
    for (const side of ['now', 'draft'] as const) {
      for (const claim of both[side]) claims.get(claim.partnerId)?.[side].push({ claim, asOf: record.asOf });
    }
  }
  return { claims, customers };
}

function begin(claims: Map<string, PartnerClaims>, partnerIds: readonly string[]): void {
  for (const id of partnerIds) claims.set(id, { now: [], draft: [] });
}

function simulateRecord(record: Recorded, simulated: Simulated): BothClaims {
  if (record.kind === 'customer') return simulateCustomer(record, record.context, simulated);
  return simulatePurchase(record.payment, record.context, { ...simulated, asOf: record.asOf });
}

async function compare(tx: Tx, claims: Map<string, PartnerClaims>): Promise<SimulatedPartner[]> {
  const rows = await tx.partner.findMany({
    where: { id: { in: [...claims.keys()] } },
    select: { id: true, handle: true, name: true },
    orderBy: { handle: 'asc' },
  });
  const compared = rows.flatMap(({ id, ...names }): SimulatedPartner[] => {
    const own = claims.get(id);
    claims.delete(id);
    // assigned these terms, and nothing came of it
    if (!own || own.now.length + own.draft.length === 0) return [];
    return [{ partnerId: id, ...names, ...comparePartner(own) }];
  });
  const size = ({ difference }: SimulatedPartner) => (difference < 0n ? -difference : difference);
  return compared.sort((a, b) => Number(size(b) > size(a)) - Number(size(b) < size(a)));
}

function totalsOf(partners: readonly SimulatedPartner[]) {
  const earned = (side: 'now' | 'draft'): Earned => ({
    earned: sum(partners.map((one) => one[side].earned)),
    qualifying: sum(partners.map((one) => one[side].qualifying)),
  });
  const count = (of: keyof PartnerComparison['commissions']) =>
    partners.reduce((all, { commissions }) => all + commissions[of], 0);
  return {
    now: earned('now'),
    draft: earned('draft'),
    difference: sum(partners.map(({ difference }) => difference)),
    commissions: { changed: count('changed'), added: count('added'), removed: count('removed') },
  };
}
