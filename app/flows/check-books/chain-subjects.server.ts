import { canonical } from '~/domain/chain/canonical';
import type { ChainRecord, Fact } from '~/domain/chain/record';
import { factKey } from '~/domain/chain/records-of-customer';
import type { CustomerFacts } from '~/domain/qualification/facts';
import { Prisma } from '~/generated/prisma/client';
import { unsealedOfSettled } from '../unsealed-records.server';
import type { Judged } from './judge-program.server';
import { readNamed, type Snapshot } from './snapshot.server';

/**
 * What the chains say of customers, purchases and their commissions is what the books say: nothing is unsaid, and every sealed fact stands as it
 * was sealed (domain.md section 13).
 */
export async function checkSealedSubjects(snapshot: Snapshot, judged: Judged): Promise<void> {
  await checkUnsaid(snapshot, judged);
  await checkSealedFacts(snapshot, judged);
}

async function checkUnsaid(snapshot: Snapshot, judged: Judged): Promise<void> {
  const ids = judged.customers.map((one) => `customer:${one.customer.id}`);
  const rows = await snapshot.tx.chainSalt.findMany({ where: { subject: { in: ids } } });
  const salts = new Map(rows.map((row) => [row.subject, row.salt]));
  for (const id of ids)
    if (!salts.has(id))
      snapshot.found('chain.salts', `chain_salt ${id}`, 'is gone: erasing somebody empties it');
  snapshot.looked('chain.salts', ids.length);
  const { records } = await unsealedOfSettled(snapshot.tx, { ...judged, salts });
  for (const [chain, unsealed] of records) {
    snapshot.looked('chain.books', unsealed.length);
    for (const { record, subject } of unsealed) {
      const said = await lastSaid(snapshot, chain, subject);
      if (record.type === 'referral' && said && sameBut(record, said)) continue;
      const message = said
        ? `the chain of ${chain} says ${canonical(said)}; the books say ${canonical(record)}`
        : `the chain of ${chain} does not say ${canonical(record)}`;
      snapshot.found('chain.books', rowOf(record, subject), message);
    }
  }
}

/** The candidates that lost are those known when it was sealed: a later click of the visitor adds one, and changes nothing. */
function sameBut(target: ChainRecord, said: ChainRecord): boolean {
  return canonical({ ...target, candidates: [] }) === canonical({ ...said, candidates: [] });
}

/** The row of the books that a record is about. */
function rowOf(record: ChainRecord, subject: string): string {
  if (record.type === 'commission') return `commission ${record.id}`;
  if ('customer' in record && record.customer !== null) return `customer ${record.customer}: ${record.type}`;
  return subject;
}

async function lastSaid({ tx }: Snapshot, chain: string, subject: string): Promise<ChainRecord | null> {
  const row = await tx.chainEvent.findFirst({
    where: { chain, subject, type: { not: 'facts' } },
    orderBy: { seq: 'desc' },
    select: { body: true },
  });
  return row ? JSON.parse(row.body).record : null;
}

async function checkSealedFacts(snapshot: Snapshot, judged: Judged): Promise<void> {
  const customerIds = judged.customers.map((one) => one.customer.id);
  const purchases = judged.purchases.map((one) => `facts:payment:${one.payment.id}`);
  const rows = await readNamed(
    snapshot.tx,
    ['chain', 'seq', 'customer_id', 'subject', 'body'],
    Prisma.sql`from chain_event where type = 'facts'
      and (customer_id = any(${customerIds}::text[]) or subject = any(${purchases}::text[]))`,
  );
  const known = new Map([
    ...judged.customers.map(({ customer, facts }) => [customer.id, factsOf(facts)] as const),
    ...judged.purchases.map(({ payment }) => {
      const nobody = { usages: [], members: [], subscriptions: [], payments: [payment] };
      return [`facts:payment:${payment.id}`, factsOf(nobody)] as const;
    }),
  ]);
  for (const row of rows) {
    const facts: Fact[] = JSON.parse(String(row.body)).record.facts;
    snapshot.looked('chain.facts', facts.length);
    const books = known.get(String(row.customer_id ?? row.subject));
    for (const fact of facts) {
      const stands = books?.get(factKey(fact));
      const wrong = factIsWrong(fact, stands);
      if (!wrong) continue;
      const who = row.customer_id ? `customer ${row.customer_id}` : String(row.subject);
      const id = 'id' in fact ? fact.id : fact.payment;
      snapshot.found(
        'chain.facts',
        `${who}: ${fact.fact} ${id}`,
        `event ${row.seq} of the chain of ${row.chain}: ${wrong}`,
      );
    }
  }
}

type Known = Record<string, unknown>;

/** A sealed fact against the rows; what only some chains are told (the click of a purchase) is theirs to check. */
function factIsWrong(fact: Fact, stands: Known | undefined): string | null {
  if (fact.fact === 'click' || fact.fact === 'other_payment_returned' || fact.fact === 'other_payment_kept')
    return null;
  if (!stands) return `it sealed ${canonical(fact)}, which is not in the books`;
  // what a fact does not say is nothing, in the books too
  const whole = fact.fact === 'refund' ? { outOf: null } : { amount: null, outOf: null };
  const implied = fact.fact === 'refund' || fact.fact === 'dispute_closed' ? whole : {};
  const sealed = Object.entries({ ...implied, ...fact }).filter(
    ([name, value]) => name in stands && !(name === 'basis' && value === null),
  );
  const same = (value: unknown, other: unknown) =>
    value === other || canonical(value ?? null) === canonical(other ?? null);
  const different = sealed.filter(([name, value]) => !same(value, stands[name]));
  if (different.length === 0) return null;
  return different
    .map(
      ([name, value]) =>
        `it sealed ${name} ${canonical(value ?? null)}, the books say ${canonical(stands[name] ?? null)}`,
    )
    .join('; ');
}

const iso = (at: number) => new Date(at).toISOString();
const text = (amount: bigint | null | undefined) =>
  amount === null || amount === undefined ? null : String(amount);

/** Facts as chains write them, by factKey; of each only what its row holds. */
function factsOf(
  facts: Pick<CustomerFacts, 'usages' | 'members' | 'subscriptions' | 'payments'>,
): Map<string, Known> {
  const { usages, members, subscriptions, payments } = facts;
  return new Map<string, Known>([
    ...usages.map(
      ({ id, at, apiCalls }) => [`use|${id}`, { at: iso(at), apiCalls: String(apiCalls) }] as const,
    ),
    ...members.map(
      ({ id, at, members: count }) => [`members|${id}`, { at: iso(at), members: count }] as const,
    ),
    ...subscriptions.map(
      ({ id, at, subscriptionId, status }) =>
        [`subscription|${id}`, { at: iso(at), subscription: subscriptionId, status }] as const,
    ),
    ...payments.flatMap((payment): Array<[string, Known]> => {
      const { id, at, amount, basis, period } = payment;
      const told = {
        at: iso(at),
        amount: String(amount),
        basis: basis === null ? null : String(basis),
        period: period && { start: iso(period.start), end: iso(period.end) },
      };
      return [
        [`payment|${id}`, told],
        [`other_payment|${id}`, { at: told.at }],
        [`rate|${id}`, { basis: told.basis }],
        ...payment.refunds.map((refund): [string, Known] => [
          `refund|${refund.id}`,
          { payment: id, at: iso(refund.at), amount: String(refund.amount), outOf: text(refund.outOf) },
        ]),
        ...(payment.undone ?? []).map((undone): [string, Known] => [
          `refund_undone|${undone.id}`,
          { payment: id, at: iso(undone.at) },
        ]),
        ...payment.disputes.flatMap(
          (dispute): Array<[string, Known]> => [
            [`dispute_opened|${dispute.id}`, { payment: id, at: dispute.openedAt && iso(dispute.openedAt) }],
            [
              `dispute_closed|${dispute.id}`,
              {
                payment: id,
                at: dispute.closedAt && iso(dispute.closedAt),
                outcome: dispute.outcome,
                amount: text(dispute.part?.amount),
                outOf: text(dispute.part?.outOf),
              },
            ],
            [
              `dispute_restored|${dispute.id}`,
              { payment: id, at: dispute.restoredAt ? iso(dispute.restoredAt) : null },
            ],
          ],
        ),
      ];
    }),
  ]);
}
