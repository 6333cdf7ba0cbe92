import {
  loadSealed,
  loadUseMarks,
  type Sealed,
  type Unsealed,
  type UseMark,
  unlessSealed,
} from '~/domain/chain/chain.server';
import { type ChainRecord, type Fact, PROGRAM_CHAIN, subjectOf } from '~/domain/chain/record';
import { commissionRecord } from '~/domain/chain/records-of-books';
import {
  endedReferral,
  tellCustomer,
  tellPurchase,
  unsealedFacts,
  withdrawnPayments,
} from '~/domain/chain/records-of-customer';
import type { PaymentFact } from '~/domain/qualification/facts';
import { loadUseOrder } from '~/domain/qualification/facts.server';
import type { Commission } from '~/generated/prisma/client';
import type { Tx } from '~/platform/transaction.server';
import type { Subjects } from './judge-subjects.server';
import type { SettledCustomer, SettledPurchase } from './write-book.server';

/** What is to be said, by owner, and how far the uses of customers are told then. */
export interface Growing {
  records: Map<string, Unsealed[]>;
  marks: UseMark[];
}

/** What settling made of customers and purchases, with what it looked up. */
export interface SettledSubjects {
  customers: readonly SettledCustomer[];
  purchases: readonly SettledPurchase[];
  subjects: Pick<Subjects, 'work'>;
}

/**
 * What the chains do not say yet of customers and purchases, by owner, which is nothing when the books and the chains agree; the partners
 * concerned are among the owners in any case.
 * @param salts by `customer:<id>`; a person's who was erased is empty, and its commitments are left as they are
 */
export async function unsealedOfSettled(
  tx: Tx,
  { customers, purchases, subjects, salts }: SettledSubjects & { salts: ReadonlyMap<string, string> },
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
  const uses = await storedUses(tx, ids.customerIds);
  const growing: Growing = { records: new Map(), marks: [] };
  const add = (owner: string, unsealed: readonly Unsealed[]) =>
    growing.records.set(owner, [...(growing.records.get(owner) ?? []), ...unsealed]);
  for (const one of customers) {
    const salt = salts.get(`customer:${one.customer.id}`);
    for (const [owner, unsealed] of customerGrowth(one, { salt, currencies, sealed, subjects, uses })) {
      add(owner, unsealed);
      growing.marks.push(...marksOf(owner, one.customer.id, unsealed, uses));
    }
  }
  for (const { payment } of purchases) {
    const { context, terms } = subjects.work;
    const told = tellPurchase(payment, {
      currency: currencies.get(payment.id) ?? '',
      context: { ...context, terms, selfReferral: () => null },
    });
    const subject = `facts:payment:${payment.id}`;
    add(told.owner, factsGrowth(told.facts, sealed.get(told.owner), { subject, customer: null }));
    for (const [other, said] of sealed) {
      const back = other === told.owner ? [] : takenBack([payment], said, null);
      if (back.length > 0) add(other, back);
    }
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
  uses: StoredUses;
}

function customerGrowth(
  one: SettledCustomer,
  { salt, currencies, sealed, subjects, uses }: CustomerTelling,
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
  const gone = [...sealed].filter(([other]) => !told.has(other));
  return [
    ...left.map(([other, said]): [string, Unsealed[]] => [other, unlessSealed(endedReferral(id), said, id)]),
    ...gone.map(([other, said]): [string, Unsealed[]] => [other, takenBack(one.facts.payments, said, id)]),
    ...[...told].map(([each, { records, facts }]): [string, Unsealed[]] => [
      each,
      inOrderOfReading([
        ...records
          .filter((record) => salt || !committed.has(record.type))
          .flatMap((record) => unlessSealed(record, sealed.get(each), id)),
        ...factsGrowth(
          facts.filter((fact) => fact.fact !== 'use'),
          sealed.get(each),
          { subject: `facts:${id}`, customer: id },
        ),
        ...usesGrowth(facts, each, id, uses),
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

/** A chain that told how a purchase earns, and whose partner it earns for no longer. */
function takenBack(payments: readonly PaymentFact[], said: Sealed, customer: string | null): Unsealed[] {
  return payments.flatMap((payment) => {
    const subject = `facts:${customer ?? `payment:${payment.id}`}`;
    const facts = withdrawnPayments([payment], said.facts.get(subject) ?? new Map());
    if (facts.length === 0) return [];
    return [{ record: { type: 'facts' as const, customer, facts }, subject, customerId: customer }];
  });
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

/** Uses are many: which of them are told is a mark in their order of storing, not a comparison. */
interface StoredUses {
  /** order of storing, by the use's id */
  order: ReadonlyMap<string, bigint>;
  marks: ReadonlyMap<string, bigint>;
}

async function storedUses(tx: Tx, customerIds: readonly string[]): Promise<StoredUses> {
  const marks = await loadUseMarks(tx, customerIds);
  const order = await loadUseOrder(tx, customerIds);
  return { order, marks };
}

function usesGrowth(
  facts: readonly Fact[],
  chain: string,
  customer: string,
  { order, marks }: StoredUses,
): Unsealed[] {
  const mark = marks.get(`${chain}|${customer}`) ?? 0n;
  const fresh = facts.filter((fact) => fact.fact === 'use' && (order.get(fact.id) ?? 0n) > mark);
  if (fresh.length === 0) return [];
  const record: ChainRecord = { type: 'facts', customer, facts: fresh };
  return [{ record, subject: subjectOf(record), customerId: customer }];
}

function marksOf(
  chain: string,
  customerId: string,
  unsealed: readonly Unsealed[],
  { order }: StoredUses,
): UseMark[] {
  const seqs = unsealed.flatMap(({ record }) =>
    record.type === 'facts'
      ? record.facts.flatMap((fact) => (fact.fact === 'use' ? (order.get(fact.id) ?? []) : []))
      : [],
  );
  if (seqs.length === 0) return [];
  return [{ chain, customerId, seq: seqs.reduce((most, seq) => (seq > most ? seq : most)) }];
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
