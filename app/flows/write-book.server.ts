import type { Credit } from '~/domain/attribution/attribute';
import {
  type Entry,
  loadCommissions,
  loadPools,
  type Pool,
  replaceSkips,
  rowKey,
  saveCommissions,
  withdrawCommissions,
} from '~/domain/commission/book.server';
import { type Capped, clip } from '~/domain/commission/cap';
import { type Claim, causeKeyOf } from '~/domain/commission/claim';
import type { CreditedReferral, Evaluation, EvaluationContext } from '~/domain/commission/evaluate';
import { lifeOf, type Movement } from '~/domain/commission/life';
import { lockBalances, postingsOfCommissions, postTransactions } from '~/domain/ledger/ledger.server';
import { difference, entriesOf, type Posting } from '~/domain/ledger/posting';
import { programCurrency } from '~/domain/program/program.server';
import { findReward } from '~/domain/program/terms';
import { loadAllTerms } from '~/domain/program/terms.server';
import { type CustomerState, markUnsettled } from '~/domain/qualification/customer-book.server';
import type { CustomerFacts, PaymentFact } from '~/domain/qualification/facts';
import type { Commission, Customer } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';

/** A customer as the rules see it now, with what led there. */
export interface SettledCustomer {
  customer: Customer;
  credits: Credit[];
  referral: CreditedReferral | null;
  evaluation: Evaluation;
  /** whether the customer belongs to a partner, with an admin's word on it */
  selfReferral: EvaluationContext['selfReferral'];
  facts: CustomerFacts;
  asOf: Instant;
  state: CustomerState;
}

/** A purchase without a customer, likewise. */
export interface SettledPurchase {
  id: string;
  payment: PaymentFact;
  evaluation: Omit<Evaluation, 'milestones' | 'selfReferral'>;
  asOf: Instant;
  settleAt: Instant | null;
}

interface Settled {
  now: Instant;
  customers: readonly SettledCustomer[];
  purchases: readonly SettledPurchase[];
}

/** A claim with our ids of the customer and payment that caused it. */
interface Owned {
  claim: Claim;
  key: string;
  customerId: string | null;
  paymentId: string | null;
  asOf: Instant;
}

/**
 * Brings commissions and ledger to what the rules say of the settled customers and purchases, inside the caller's transaction: amounts
 * after caps, rows written or withdrawn, and target minus posted as new ledger transactions (ADR-0022).
 */
export async function writeBook(tx: Tx, settled: Settled): Promise<void> {
  const subjects = {
    customerIds: settled.customers.map((one) => one.customer.id),
    purchaseIds: settled.purchases.map((one) => one.id),
  };
  const owned = await ownClaims(tx, settled);
  const currency = await programCurrency(tx);
  const before = await loadCommissions(tx, subjects);
  await lockBalances(
    tx,
    [...owned.map((one) => one.claim.partnerId), ...before.map((row) => row.partnerId)],
    currency,
  );
  const amounts = await capOver(tx, owned, before);
  const entries = owned.map(({ claim, key, customerId, paymentId, asOf }): Entry & { key: string } => ({
    key,
    claim,
    customerId,
    paymentId,
    currency,
    state: lifeOf(claim, amounts.get(key) ?? claim.uncapped, asOf),
  }));
  const kept = new Set(entries.map((entry) => entry.key));
  const gone = before.filter((row) => !kept.has(rowKey(row)));
  const ids = await saveCommissions(tx, entries, settled.now);
  await withdrawCommissions(
    tx,
    gone.filter((row) => row.withdrawnAt === null).map((row) => row.id),
    settled.now,
  );
  const targets = [
    ...entries.map((entry) => ({
      id: ids.get(entry.key) ?? '',
      partnerId: entry.claim.partnerId,
      movements: entry.state.movements,
    })),
    ...gone.map((row) => ({ id: row.id, partnerId: row.partnerId, movements: [] as Movement[] })),
  ];
  await postDifferences(tx, targets, { currency, now: settled.now });
  await saveSkips(tx, subjects, settled);
}

async function ownClaims(tx: Tx, settled: Settled): Promise<Owned[]> {
  const claims: Array<Omit<Owned, 'key'>> = [
    ...settled.customers.flatMap(({ customer, evaluation, asOf }) =>
      evaluation.claims.map((claim) => ({ claim, customerId: customer.id, paymentId: null, asOf })),
    ),
    ...settled.purchases.flatMap(({ id, evaluation, asOf }) =>
      evaluation.claims.map((claim) => ({ claim, customerId: null, paymentId: id, asOf })),
    ),
  ];
  const paymentIds = await idsOfPayments(
    tx,
    claims.map(({ claim }) => claim),
  );
  return claims.map((one) => ({
    ...one,
    key: rowKey({ ...one.claim, causeKey: causeKeyOf(one.claim.cause) }),
    paymentId:
      one.claim.cause.type === 'payment' ? (paymentIds.get(one.claim.cause.id) ?? one.paymentId) : null,
  }));
}

async function idsOfPayments(tx: Tx, claims: readonly Claim[]): Promise<Map<string, string>> {
  const externalIds = claims.flatMap(({ cause }) => (cause.type === 'payment' ? [cause.id] : []));
  if (externalIds.length === 0) return new Map();
  const rows = await tx.payment.findMany({
    where: { externalId: { in: [...new Set(externalIds)] } },
    select: { id: true, externalId: true },
  });
  return new Map(rows.map((row) => [row.externalId, row.id]));
}

/**
 * Amounts after caps, by row key. Others in the same pools whose amount changes by it are marked to be settled next: an amount depends
 * only on the pool's uncapped figures and their order, so this comes to rest.
 */
async function capOver(
  tx: Tx,
  owned: readonly Owned[],
  before: readonly Commission[],
): Promise<Map<string, bigint>> {
  const mine = new Set([...owned.map((one) => one.key), ...before.map(rowKey)]);
  const terms = await loadAllTerms(tx);
  const poolOf = (row: Commission): Pool | null => {
    const reward = findReward(terms, row.termsKey, row.termsVersion, row.rewardKey);
    return reward?.kind === 'share' ? poolKey({ ...row, ...reward }) : null;
  };
  const pools = new Map<string, Pool>();
  const add = (pool: Pool | null) => pool && pools.set(poolId(pool), pool);
  for (const { claim, customerId } of owned) add(poolKey({ ...claim, customerId }));
  for (const row of before) add(poolOf(row));
  const others = (await loadPools(tx, [...pools.values()])).filter((row) => !mine.has(rowKey(row)));
  const members = new Map<string, Capped[]>();
  const join = (pool: Pool | null, member: Capped) => {
    if (pool) members.set(poolId(pool), [...(members.get(poolId(pool)) ?? []), member]);
  };
  for (const one of owned) join(poolKey({ ...one.claim, customerId: one.customerId }), cappedClaim(one));
  for (const row of others) {
    const reward = findReward(terms, row.termsKey, row.termsVersion, row.rewardKey);
    if (reward?.kind === 'share')
      join(poolOf(row), cappedRow(row, reward.capPerPartnerMonth ?? reward.capPerCustomer));
  }
  const amounts = new Map([...members.values()].flatMap((pool) => [...clip(pool)]));
  const displaced = others.filter(
    (row) => amounts.has(rowKey(row)) && amounts.get(rowKey(row)) !== row.amount,
  );
  await markUnsettled(tx, {
    customerIds: [...new Set(displaced.flatMap((row) => row.customerId ?? []))],
    purchaseIds: [
      ...new Set(displaced.flatMap((row) => (row.customerId === null ? (row.paymentId ?? []) : []))),
    ],
  });
  return amounts;
}

interface CapFigures {
  partnerId: string;
  rewardKey: string;
  month: string | null;
  customerId: string | null;
  capPerPartnerMonth: bigint | null;
  capPerCustomer: bigint | null;
}

function poolKey({ partnerId, rewardKey, month, customerId, ...caps }: CapFigures): Pool | null {
  if (caps.capPerPartnerMonth !== null) return { partnerId, rewardKey, month, customerId: null };
  if (caps.capPerCustomer !== null) return { partnerId, rewardKey, month: null, customerId };
  return null;
}

const poolId = (pool: Pool) => [pool.partnerId, pool.rewardKey, pool.month, pool.customerId].join('|');

function cappedClaim({ key, claim }: Owned): Capped {
  return {
    key,
    uncapped: claim.uncapped,
    cap: claim.capPerPartnerMonth ?? claim.capPerCustomer ?? claim.uncapped,
    dueAt: claim.dueAt,
    paymentAt: claim.paymentAt,
    paymentId: claim.cause.id,
    slice: claim.cause.type === 'payment' ? claim.cause.slice : 0,
  };
}

function cappedRow(row: Commission, cap: bigint | null): Capped {
  return {
    key: rowKey(row),
    uncapped: row.uncapped,
    cap: cap ?? row.uncapped,
    dueAt: row.dueAt.getTime(),
    paymentAt: row.paymentAt?.getTime() ?? null,
    paymentId: row.paymentRef ?? '',
    slice: row.slice ?? 0,
  };
}

/** Posts target - posted of every commission; what the facts no longer support is cancelled by a transaction that names it. */
async function postDifferences(
  tx: Tx,
  targets: ReadonlyArray<{ id: string; partnerId: string; movements: readonly Movement[] }>,
  { currency, now }: { currency: string; now: Instant },
): Promise<void> {
  const posted = await postingsOfCommissions(
    tx,
    targets.map((target) => target.id),
  );
  const postings = targets.flatMap(({ id, partnerId, movements }): Posting[] => {
    const { standing, count } = posted.get(id) ?? { standing: [], count: 0 };
    const { missing, surplus } = difference(movements, standing);
    const base = { partnerId, commissionId: id, currency, recordedAt: now };
    const cancels = surplus.map((movement) => ({
      ...base,
      kind: movement.kind,
      causeKey: `cancel:${movement.transactionId}`,
      cancelsId: movement.transactionId,
      effectiveAt: movement.at,
      entries: entriesOf(partnerId, { pending: -movement.pending, available: -movement.available }),
    }));
    const news = missing.map((movement, index) => ({
      ...base,
      kind: movement.kind,
      causeKey: `commission:${id}:${count + cancels.length + index}`,
      effectiveAt: movement.at,
      entries: entriesOf(partnerId, movement),
    }));
    return [...cancels, ...news];
  });
  await postTransactions(tx, postings);
}

async function saveSkips(
  tx: Tx,
  subjects: { customerIds: readonly string[]; purchaseIds: readonly string[] },
  settled: Settled,
): Promise<void> {
  await replaceSkips(tx, subjects, [
    ...settled.customers.flatMap(({ customer, evaluation }) =>
      evaluation.skips.map((skip) => ({ skip, customerId: customer.id, paymentId: null })),
    ),
    ...settled.purchases.flatMap(({ id, evaluation }) =>
      evaluation.skips.map((skip) => ({ skip, customerId: null, paymentId: id })),
    ),
  ]);
}
