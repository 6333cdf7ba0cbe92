import {
  appendToChains,
  loadSealed,
  lockTips,
  type Sealed,
  saltsOf,
  type Tip,
  type Unsealed,
  unlessSealed,
} from '~/domain/chain/chain.server';
import { type ChainRecord, type Fact, PROGRAM_CHAIN, subjectOf } from '~/domain/chain/record';
import {
  commissionRecord,
  ledgerRecord,
  payoutRecord,
  standingRecord,
  termsRecord,
} from '~/domain/chain/records-of-books';
import { endedReferral, tellCustomer, tellPurchase, unsealedFacts } from '~/domain/chain/records-of-customer';
import { programCurrency } from '~/domain/program/program.server';
import type { Terms } from '~/domain/program/terms';
import { loadAllTerms } from '~/domain/program/terms.server';
import type { Commission } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';
import type { Subjects } from './judge-subjects.server';
import { ledgerSince, standingsSince } from './sealed-tables.server';
import type { SettledCustomer, SettledPurchase } from './write-book.server';

/** What is to be said by owner; facts with the subject they belong to. */
type Growing = Map<string, Unsealed[]>;

/**
 * Appends to the chains what settling has changed: target records - sealed records, in the caller's transaction and after its last lock
 * (ADR-0060).
 */
export async function sealSettled(
  tx: Tx,
  settled: {
    now: Instant;
    customers: readonly SettledCustomer[];
    purchases: readonly SettledPurchase[];
    subjects: Pick<Subjects, 'work'>;
  },
): Promise<void> {
  const subjects = settled.customers.map((one) => `customer:${one.customer.id}`);
  const growing = await unsealedOfSettled(tx, { ...settled, salts: await saltsOf(tx, subjects) });
  await grow(tx, growing, settled.now);
}

/**
 * What the chains do not say yet of customers and purchases, by owner, which is nothing when the books and the chains agree; the partners
 * concerned are among the owners in any case.
 * @param salts by `customer:<id>`; a person's who was erased is empty, and its commitments are left as they are
 */
export async function unsealedOfSettled(
  tx: Tx,
  {
    customers,
    purchases,
    subjects,
    salts,
  }: Omit<Parameters<typeof sealSettled>[1], 'now'> & { salts: ReadonlyMap<string, string> },
): Promise<Growing> {
  const ids = {
    customerIds: customers.map((one) => one.customer.id),
    purchaseIds: purchases.map((one) => one.id),
  };
  const commissions = await commissionsOf(tx, ids);
  const currencies = await currenciesOf(tx, ids);
  const sealed = await loadSealed(tx, {
    customerIds: ids.customerIds,
    subjects: [
      ...purchases.map(({ payment }) => `facts:payment:${payment.id}`),
      ...commissions.filter((row) => row.customerId === null).map((row) => `commission:${row.id}`),
    ],
  });
  const growing: Growing = new Map();
  const add = (owner: string, unsealed: readonly Unsealed[]) =>
    growing.set(owner, [...(growing.get(owner) ?? []), ...unsealed]);
  for (const one of customers) {
    const salt = salts.get(`customer:${one.customer.id}`);
    for (const [owner, unsealed] of customerGrowth(one, { salt, currencies, sealed, subjects }))
      add(owner, unsealed);
  }
  for (const { payment } of purchases) {
    const { context, terms } = subjects.work;
    const told = tellPurchase(payment, {
      currency: currencies.get(payment.id) ?? '',
      context: { ...context, terms, selfReferral: () => null },
    });
    const subject = `facts:payment:${payment.id}`;
    add(told.owner, factsGrowth(told.facts, sealed.get(told.owner), { subject, customer: null }));
  }
  for (const row of commissions)
    add(row.partnerId, unlessSealed(commissionRecord(row), sealed.get(row.partnerId), row.customerId));
  return growing;
}

interface CustomerTelling {
  salt: string | undefined;
  currencies: ReadonlyMap<string, string>;
  sealed: ReadonlyMap<string, Sealed>;
  subjects: Pick<Subjects, 'work'>;
}

function customerGrowth(
  one: SettledCustomer,
  { salt, currencies, sealed, subjects }: CustomerTelling,
): Array<[string, Unsealed[]]> {
  const { id, externalId, email, name } = one.customer;
  const { context, terms } = subjects.work;
  const told = tellCustomer({
    id,
    identity: { externalId, email, name },
    salt: salt ?? '',
    facts: one.facts,
    currencies,
    referral: one.referral,
    credit: one.credits.at(-1),
    milestones: one.evaluation.milestones,
    context: { ...context, terms, selfReferral: one.selfReferral },
  });
  const owner = one.referral?.partnerId ?? PROGRAM_CHAIN;
  const left = [...sealed].filter(([other, said]) => other !== owner && said.records.has(`referral:${id}`));
  return [
    ...left.map(([other, said]): [string, Unsealed[]] => [other, unlessSealed(endedReferral(id), said, id)]),
    ...[...told].map(([each, { records, facts }]): [string, Unsealed[]] => [
      each,
      inOrderOfReading([
        ...records
          .filter((record) => salt || !committed.has(record.type))
          .flatMap((record) => unlessSealed(record, sealed.get(each), id)),
        ...factsGrowth(facts, sealed.get(each), { subject: `facts:${id}`, customer: id }),
      ]),
    ]),
  ];
}

/** Records with salted commitments. */
const committed = new Set<ChainRecord['type']>(['customer', 'referral']);

/** Facts before what follows from them. */
function inOrderOfReading(unsealed: readonly Unsealed[]): Unsealed[] {
  const derived = (one: Unsealed) => (one.record.type === 'milestones' ? 1 : 0);
  return [...unsealed].sort((a, b) => derived(a) - derived(b));
}

function factsGrowth(
  facts: readonly Fact[],
  sealed: Sealed | undefined,
  { subject, customer }: { subject: string; customer: string | null },
): Unsealed[] {
  const fresh = unsealedFacts(facts, sealed?.facts.get(subject) ?? new Map());
  if (fresh.length === 0) return [];
  return [{ record: { type: 'facts', customer, facts: fresh }, subject, customerId: customer }];
}

/** Appends what became of a payout, its commissions and its money, in the caller's transaction and after its last lock. */
export async function sealPayout(tx: Tx, payoutId: string, now: Instant): Promise<void> {
  const payout = await tx.payout.findUniqueOrThrow({ where: { id: payoutId }, include: { items: true } });
  const commissions = await tx.commission.findMany({
    where: { id: { in: payout.items.map((item) => item.commissionId) } },
  });
  const records = [
    ...commissions.map((row) => ({
      record: commissionRecord(row) as ChainRecord,
      customerId: row.customerId,
    })),
    { record: payoutRecord(payout) as ChainRecord, customerId: null },
  ];
  const sealed = await loadSealed(tx, {
    customerIds: [],
    subjects: records.map(({ record }) => subjectOf(record)),
  });
  const own = sealed.get(payout.partnerId);
  const unsealed = records.flatMap(({ record, customerId }) => unlessSealed(record, own, customerId));
  await grow(tx, new Map([[payout.partnerId, unsealed]]), now);
}

/** Appends a partner's new standings, in the caller's transaction and after its last lock. */
export async function sealPartner(tx: Tx, partnerId: string, now: Instant): Promise<void> {
  await grow(tx, new Map([[partnerId, []]]), now);
}

/** Locks the chains, adds what their partners' tables that only grow have new, and appends. */
async function grow(tx: Tx, growing: Growing, now: Instant): Promise<void> {
  if (growing.size === 0) return;
  const tips = await lockTips(tx, [...growing.keys()], now);
  const partners = [...tips.values()].filter((tip) => tip.owner !== PROGRAM_CHAIN);
  const ledger = await ledgerSince(tx, partners);
  const standings = await standingsSince(tx, partners);
  const terms = await loadAllTerms(tx);
  const currency = await programCurrency(tx);
  const growths = [...tips.values()].map((tip) => {
    const news = growing.get(tip.owner) ?? [];
    const transactions = ledger.get(tip.owner) ?? [];
    const changes = standings.get(tip.owner) ?? [];
    const versions = termsToTell(terms, tip, [...changes.map((one) => one.termsKey), ...termsNamed(news)]);
    const records: Unsealed[] = [
      ...(tip.seq === 0 ? [plain({ type: 'chain', format: 'tributary-chain/1', currency })] : []),
      ...versions.map((version) => plain(termsRecord(version))),
      ...changes.map((standing) => plain(standingRecord(standing))),
      ...news,
      ...transactions.map((row) => plain(ledgerRecord(row))),
    ];
    const told: Tip = {
      ...tip,
      ledgerId: transactions.at(-1)?.id ?? tip.ledgerId,
      standingId: changes.at(-1)?.id ?? tip.standingId,
      terms: [...tip.terms, ...versions.map(versionOf)],
    };
    return { tip: told, records };
  });
  await appendToChains(tx, growths, now);
}

const plain = (record: ChainRecord): Unsealed => ({ record, subject: subjectOf(record), customerId: null });
const versionOf = ({ key, version }: { key: string; version: number }) => `${key}:${version}`;

/** All versions of every key that the chain names: which one holds depends on instants. */
function termsToTell(all: readonly Terms[], tip: Tip, named: readonly string[]): Terms[] {
  const known = new Set(tip.terms);
  const keys = new Set([...named, ...tip.terms.map((one) => one.slice(0, one.lastIndexOf(':')))]);
  return all.filter((terms) => keys.has(terms.key) && !known.has(versionOf(terms)));
}

function termsNamed(unsealed: readonly Unsealed[]): string[] {
  return unsealed.flatMap(({ record }) =>
    record.type === 'referral' || record.type === 'commission' ? (record.terms?.key ?? []) : [],
  );
}

interface Ids {
  customerIds: readonly string[];
  purchaseIds: readonly string[];
}

async function commissionsOf(tx: Tx, { customerIds, purchaseIds }: Ids): Promise<Commission[]> {
  return tx.commission.findMany({
    where: {
      OR: [
        { customerId: { in: [...customerIds] } },
        { customerId: null, paymentId: { in: [...purchaseIds] } },
      ],
    },
    orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
  });
}

/** Currency by the payment's own id. */
async function currenciesOf(tx: Tx, { customerIds, purchaseIds }: Ids): Promise<Map<string, string>> {
  const rows = await tx.payment.findMany({
    where: { OR: [{ customerId: { in: [...customerIds] } }, { id: { in: [...purchaseIds] } }] },
    select: { externalId: true, currency: true },
  });
  return new Map(rows.map((row) => [row.externalId, row.currency]));
}
