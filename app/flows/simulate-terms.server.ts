import type { z } from 'zod';
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
import {
  partnersUnder,
  type Reading,
  type Recorded,
  readPurchasers,
  readReferred,
} from './simulate-terms-records.server';

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
    const concerned = await partnersUnder(tx, wish.key, wish.partnerId);
    const { partners, customers } = await comparePartners(tx, concerned, { simulated, all, asOf });
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

/**
 * Purchases first, since they may be anybody's; then the customers partner by partner, each compared as soon as its last one is read. Facts
 * are let go chunk by chunk and claims partner by partner, so the memory does not grow with the program.
 */
async function comparePartners(
  tx: Tx,
  concerned: readonly string[],
  { simulated, ...of }: { simulated: Simulated; all: readonly Terms[]; asOf: Instant },
): Promise<{ partners: SimulatedPartner[]; customers: number }> {
  if (concerned.length === 0) return { partners: [], customers: 0 };
  const reading: Reading = { ...of, known: new Map() };
  const claims = new Map(concerned.map((id): [string, PartnerClaims] => [id, { now: [], draft: [] }]));
  const compared = new Map<string, PartnerComparison>();
  const finish = (id: string) => {
    const own = claims.get(id);
    claims.delete(id);
    // assigned these terms, and nothing came of it
    if (own && own.now.length + own.draft.length > 0) compared.set(id, comparePartner(own));
  };
  let customers = 0;
  for await (const record of readPurchasers(tx, reading)) {
    if (collect(record, simulated, claims)) customers += 1;
  }
  let last: string | null = null;
  for await (const record of readReferred(tx, concerned, reading)) {
    if (last !== null && last !== record.partnerId) finish(last);
    last = record.partnerId;
    if (collect(record, simulated, claims)) customers += 1;
  }
  for (const id of [...claims.keys()]) finish(id);
  return { partners: await named(tx, compared), customers };
}

/** Adds what a record earns the partners concerned. @returns whether anything is earned under these terms */
function collect(record: Recorded, simulated: Simulated, claims: Map<string, PartnerClaims>): boolean {
  const both = simulateRecord(record, simulated);
  let counts = false;
  for (const side of ['now', 'draft'] as const) {
    for (const claim of both[side]) {
      const own = claims.get(claim.partnerId);
      own?.[side].push({ claim, asOf: record.asOf });
      counts ||= own !== undefined && claim.termsKey === simulated.draft.key;
    }
  }
  return counts;
}

function simulateRecord(record: Recorded, simulated: Simulated): BothClaims {
  if (record.kind === 'customer') return simulateCustomer(record, record.context, simulated);
  return simulatePurchase(record.payment, record.context, { ...simulated, asOf: record.asOf });
}

async function named(tx: Tx, compared: Map<string, PartnerComparison>): Promise<SimulatedPartner[]> {
  const rows = await tx.partner.findMany({
    where: { id: { in: [...compared.keys()] } },
    select: { id: true, handle: true, name: true },
    orderBy: { handle: 'asc' },
  });
  const partners = rows.flatMap(({ id, ...names }): SimulatedPartner[] => {
    const own = compared.get(id);
    return own ? [{ partnerId: id, ...names, ...own }] : [];
  });
  const size = ({ difference }: SimulatedPartner) => (difference < 0n ? -difference : difference);
  return partners.sort((a, b) => Number(size(b) > size(a)) - Number(size(b) < size(a)));
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
