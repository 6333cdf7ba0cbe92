import { commissionRow, type Entry, rowKey } from '~/domain/commission/book.server';
import { type Claim, causeKeyOf } from '~/domain/commission/claim';
import { lifeOf } from '~/domain/commission/life';
import { difference, type PostedMovement } from '~/domain/ledger/posting';
import { Prisma } from '~/generated/prisma/client';
import { groupBy } from '~/kernel/group';
import { differences, inWords } from './compare';
import type { Judged } from './judge-program.server';
import { type Row, readNamed, type Snapshot } from './snapshot.server';

/** Of a commission's columns, those the rules decide; `status` and `paid_at` also know what payouts carried. */
const COLUMNS = [
  'customer_id',
  'payment_id',
  'slice',
  'terms_key',
  'terms_version',
  'basis',
  'rate_bps',
  'uncapped',
  'amount',
  'reversed',
  'currency',
  'status',
  'month',
  'accrued_at',
  'due_at',
  'payment_at',
  'payment_ref',
  'vested_at',
  'release_due_at',
  'released_at',
  'reversed_at',
  'reversal_reason',
  'frozen',
  'withdrawn_at',
];

interface Subjects {
  customerIds: string[];
  purchaseIds: string[];
}

/** Commissions and what stands in the ledger because of them are what the rules say; none is missing, none too many. */
export async function checkCommissions(
  snapshot: Snapshot,
  judged: Judged,
  amountOf: (claim: Claim) => bigint,
): Promise<void> {
  const subjects = {
    customerIds: judged.customers.map((one) => one.customer.id),
    purchaseIds: judged.purchases.map((one) => one.id),
  };
  const expected = await expectedEntries(snapshot, judged, amountOf);
  const rows = await readNamed(
    snapshot.tx,
    ['id', 'partner_id', 'reward_key', 'cause_key', 'paid_at', ...COLUMNS],
    Prisma.sql`from commission c where ${ofSubjects(subjects)}`,
  );
  snapshot.looked('replay.commission', rows.length);
  snapshot.looked('ledger.movements', rows.length);
  const carried = await loadCarried(snapshot, subjects);
  const movements = await loadMovements(snapshot, subjects);
  for (const row of rows) {
    const key = rowKey({
      partnerId: String(row.partner_id),
      rewardKey: String(row.reward_key),
      causeKey: String(row.cause_key),
    });
    const entry = expected.get(key);
    expected.delete(key);
    compareRow(snapshot, row, entry, carried.get(String(row.id)) ?? []);
    compareMovements(snapshot, row, entry, movements.get(String(row.id)) ?? []);
  }
  for (const entry of expected.values()) await reportMissing(snapshot, entry);
}

const ofSubjects = ({
  customerIds,
  purchaseIds,
}: Subjects) => Prisma.sql`(c.customer_id = any(${customerIds}::text[])
  or (c.customer_id is null and c.payment_id = any(${purchaseIds}::text[])))`;

async function expectedEntries(
  { tx, currency }: Snapshot,
  { customers, purchases }: Judged,
  amountOf: (claim: Claim) => bigint,
): Promise<Map<string, Entry>> {
  const paymentIds = await idsOfPayments(
    tx,
    customers.flatMap((one) => one.evaluation.claims),
  );
  const entries = [
    ...customers.flatMap(({ customer, evaluation, asOf }) =>
      evaluation.claims.map((claim) => ({ claim, asOf, customerId: customer.id, paymentId: null })),
    ),
    ...purchases.flatMap(({ id, evaluation, asOf }) =>
      evaluation.claims.map((claim) => ({ claim, asOf, customerId: null, paymentId: id })),
    ),
  ].map(
    ({ claim, asOf, customerId, paymentId }): Entry => ({
      claim,
      customerId,
      paymentId: claim.cause.type === 'payment' ? (paymentIds.get(claim.cause.id) ?? paymentId) : null,
      currency,
      state: lifeOf(claim, amountOf(claim), asOf),
    }),
  );
  return new Map(
    entries.map((entry) => [rowKey({ ...entry.claim, causeKey: causeKeyOf(entry.claim.cause) }), entry]),
  );
}

async function idsOfPayments(tx: Snapshot['tx'], claims: readonly Claim[]): Promise<Map<string, string>> {
  const names = claims.flatMap(({ cause }) => (cause.type === 'payment' ? [cause.id] : []));
  const rows = await tx.payment.findMany({
    where: { externalId: { in: [...new Set(names)] } },
    select: { id: true, externalId: true },
  });
  return new Map(rows.map((row) => [row.externalId, row.id]));
}

/** What a payout that was paid carried of a commission. */
interface Carried {
  status: string;
  paidAt: unknown;
  amount: bigint;
}

async function loadCarried({ tx }: Snapshot, subjects: Subjects): Promise<Map<string, Carried[]>> {
  const rows = await readNamed(
    tx,
    ['i.commission_id', 'p.status', 'p.paid_at', 'i.amount'],
    Prisma.sql`from commission c join payout_item i on i.commission_id = c.id join payout p on p.id = i.payout_id
      where p.status in ('paid', 'returned') and ${ofSubjects(subjects)}`,
  );
  const carried = rows.map((row) => ({
    commissionId: String(row.commission_id),
    status: String(row.status),
    paidAt: row.paid_at,
    amount: BigInt(row.amount as number),
  }));
  return groupBy(carried, (one) => one.commissionId);
}

function compareRow(snapshot: Snapshot, row: Row, entry: Entry | undefined, carried: Carried[]): void {
  const amount = BigInt(row.amount as number) - BigInt(row.reversed as number);
  if (!entry) {
    if (row.withdrawn_at !== null) return;
    const message = `the rules give ${row.partner_id} nothing for ${row.cause_key} under ${row.reward_key}`;
    snapshot.found('replay.commission', `commission ${row.id}`, message, { amount });
    return;
  }
  const worth = entry.state.amount - entry.state.reversed;
  const paid = carried.filter((one) => one.status === 'paid');
  const carriedInFull = worth <= paid.reduce((total, one) => total + one.amount, 0n);
  const isPaid = entry.state.status === 'released' && row.paid_at !== null && carriedInFull;
  const expected = {
    ...commissionRow(entry),
    withdrawn_at: null,
    status: isPaid ? 'paid' : entry.state.status,
  };
  const wrong = [
    ...differences(COLUMNS, expected, row).map((one) => inWords([one])),
    ...paidAtIsWrong(row, entry, { carried, paid, carriedInFull }),
  ];
  if (wrong.length === 0) return;
  snapshot.found('replay.commission', `commission ${row.id}`, wrong.join('; '), {
    amount: worth > amount ? worth - amount : amount - worth,
  });
}

/** `paid_at` is when a payout that carried it was paid; it must be there when payouts carried all that is left of it. */
function paidAtIsWrong(
  row: Row,
  entry: Entry,
  { carried, paid, carriedInFull }: { carried: Carried[]; paid: Carried[]; carriedInFull: boolean },
): string[] {
  if (row.paid_at !== null) {
    if (carried.some((one) => Date.parse(String(one.paidAt)) === Date.parse(String(row.paid_at)))) return [];
    return [`paid_at is ${row.paid_at} and no payout that carried it was paid then`];
  }
  const { status, amount } = entry.state;
  const must = status === 'released' && amount > 0n && paid.length > 0 && carriedInFull;
  return must ? ['paid_at is nothing although payouts carried all of it'] : [];
}

async function loadMovements({ tx }: Snapshot, subjects: Subjects): Promise<Map<string, PostedMovement[]>> {
  const rows = await readNamed(
    tx,
    ['m.id', 'm.commission_id', 'm.kind', 'm.at', 'm.pending', 'm.available'],
    Prisma.sql`from (
      select t.id, t.commission_id, t.kind, t.effective_at as at,
        coalesce(sum(e.amount) filter (where e.account = 'partner:' || t.partner_id || ':pending'), 0) as pending,
        coalesce(sum(e.amount) filter (where e.account = 'partner:' || t.partner_id || ':available'), 0) as available
      from commission c join ledger_transaction t on t.commission_id = c.id left join ledger_entry e on e.transaction_id = t.id
      where ${ofSubjects(subjects)} and t.cancels_id is null
        and not exists (select from ledger_transaction x where x.cancels_id = t.id)
      group by t.id) m`,
  );
  const movements = rows.map((row) => ({
    commissionId: String(row.commission_id),
    transactionId: BigInt(row.id as number),
    kind: String(row.kind),
    at: Date.parse(String(row.at)),
    pending: BigInt(row.pending as number),
    available: BigInt(row.available as number),
  }));
  return groupBy(movements, (one) => one.commissionId);
}

function compareMovements(
  snapshot: Snapshot,
  row: Row,
  entry: Entry | undefined,
  standing: readonly PostedMovement[],
): void {
  const { missing, surplus } = difference(entry?.state.movements ?? [], standing);
  const at = (instant: number) => new Date(instant).toISOString();
  const told = (movement: { kind: string; at: number; pending: bigint; available: bigint }) =>
    `${movement.kind} of ${at(movement.at)} (pending ${movement.pending}, available ${movement.available})`;
  for (const movement of surplus) {
    const message = `commission ${row.id}: the rules know no ${told(movement)}`;
    const amount = movement.pending + movement.available;
    snapshot.found('ledger.movements', `ledger_transaction ${movement.transactionId}`, message, { amount });
  }
  for (const movement of missing) {
    const message = `no ledger transaction for the ${told(movement)}`;
    const amount = movement.pending + movement.available;
    snapshot.found('ledger.movements', `commission ${row.id}`, message, { amount });
  }
}

async function reportMissing(snapshot: Snapshot, entry: Entry): Promise<void> {
  const { claim, state, customerId, paymentId } = entry;
  const causeKey = causeKeyOf(claim.cause);
  const elsewhere = await snapshot.tx.commission.findUnique({
    where: {
      partnerId_rewardKey_causeKey: { partnerId: claim.partnerId, rewardKey: claim.rewardKey, causeKey },
    },
    select: { id: true, customerId: true, paymentId: true },
  });
  const of = customerId ? `customer ${customerId}` : `payment ${paymentId}`;
  const subject = elsewhere ? `commission ${elsewhere.id}` : `commission of ${of}`;
  const message = elsewhere
    ? `it belongs to ${of} and names customer ${elsewhere.customerId ?? 'nobody'}, payment ${elsewhere.paymentId ?? 'none'}`
    : `the rules give ${claim.partnerId} ${state.amount} for ${causeKey} under ${claim.rewardKey}, and there is no such commission`;
  snapshot.found('replay.commission', subject, message, { amount: state.amount - state.reversed });
}
