import { referralRow } from '~/domain/attribution/referrals.server';
import { customerRow } from '~/domain/qualification/customer-book.server';
import { Prisma } from '~/generated/prisma/client';
import { attributionOf } from '../judge-subjects.server';
import type { SettledCustomer, SettledPurchase } from '../write-book.server';
import { checkSealedSubjects } from './chain-subjects.server';
import { differences, inWords } from './compare';
import { type Judged, judgeProgram } from './judge-program.server';
import { checkCommissions } from './replay-commissions.server';
import { checkSkips } from './replay-skips.server';
import { type Row, readNamed, type Snapshot } from './snapshot.server';

/**
 * Replays every customer and purchase from the recorded facts by the pure rules and compares the result with the books, column by column
 * (domain.md section 10, item 5; reliability.md I4, I8, I9, I21).
 */
export async function checkReplay(snapshot: Snapshot): Promise<void> {
  await judgeProgram(snapshot, async (judged, amountOf) => {
    const settled = withoutDue(snapshot, judged);
    await checkCustomers(snapshot, settled.customers);
    await checkPurchases(snapshot, settled.purchases);
    await checkReferrals(snapshot, settled.customers);
    await checkDecisions(snapshot, settled.customers);
    await checkCommissions(snapshot, settled, amountOf);
    await checkSkips(snapshot, settled);
    await checkSealedSubjects(snapshot, settled);
  });
}

/** What is due is not what the rules say yet; everything due was done before the snapshot, so little or nothing is. */
function withoutDue(snapshot: Snapshot, judged: Judged): Judged {
  const isDue = (settleAt: Date | null) => settleAt !== null && settleAt.getTime() <= snapshot.now;
  const customers = judged.customers.filter(({ customer }) => {
    if (!isDue(customer.settleAt)) return true;
    const since = customer.settleAt?.toISOString();
    const message = `settle_at is ${since}: it was not settled yet and could not be compared`;
    snapshot.found('replay.customer', `customer ${customer.id}`, message, { severity: 'warning' });
    return false;
  });
  return { ...judged, customers };
}

const CUSTOMER_COLUMNS = [
  'stage',
  'linked_at',
  'activated_at',
  'paid_at',
  'sustained_at',
  'churned_at',
  'trialing',
  'api_calls',
  'active_days',
  'members',
  'last_active_at',
  'lifetime_value',
  'flags',
  'settle_at',
];

async function checkCustomers(snapshot: Snapshot, customers: readonly SettledCustomer[]): Promise<void> {
  snapshot.looked('replay.customer', customers.length);
  const from = Prisma.sql`from customer where id = any(${customers.map((one) => one.customer.id)}::text[])`;
  const columns = ['id', ...CUSTOMER_COLUMNS].map((name) =>
    ['api_calls', 'lifetime_value'].includes(name) ? `${name}::text as ${name}` : name,
  );
  const rows = new Map((await readNamed(snapshot.tx, columns, from)).map((row) => [row.id, row]));
  for (const { customer, state } of customers) {
    const different = differences(CUSTOMER_COLUMNS, customerRow(state), rows.get(customer.id) ?? {});
    if (different.length > 0)
      snapshot.found('replay.customer', `customer ${customer.id}`, inWords(different));
  }
}

async function checkPurchases(snapshot: Snapshot, purchases: readonly SettledPurchase[]): Promise<void> {
  if (purchases.length === 0) return;
  snapshot.looked('replay.purchase', purchases.length);
  const rows = await snapshot.tx.payment.findMany({
    where: { id: { in: purchases.map((one) => one.id) } },
    select: { id: true, settleAt: true },
  });
  const stored = new Map(rows.map((row) => [row.id, row.settleAt]));
  for (const { id, settleAt } of purchases) {
    const expected = { settle_at: settleAt === null ? null : new Date(settleAt) };
    const different = differences(['settle_at'], expected, { settle_at: stored.get(id) });
    if (different.length > 0) snapshot.found('replay.purchase', `payment ${id}`, inWords(different));
  }
}

const REFERRAL_COLUMNS = [
  'channel',
  'partner_id',
  'reason',
  'click_id',
  'source',
  'linked_at',
  'credited_at',
  'terms_key',
  'terms_version',
  'locked',
  'self_referral',
  'handoff_id',
];

async function checkReferrals(snapshot: Snapshot, customers: readonly SettledCustomer[]): Promise<void> {
  const from = Prisma.sql`from referral where customer_id = any(${customers.map((one) => one.customer.id)}::text[])`;
  const rows = await readNamed(snapshot.tx, ['id', 'customer_id', ...REFERRAL_COLUMNS], from);
  const stored = new Map(rows.map((row) => [row.customer_id, row]));
  for (const one of customers) {
    const expected = referralRow(attributionOf(one));
    const found = stored.get(one.customer.id);
    if (expected || found) snapshot.looked('replay.referral', 1);
    const wrong = referralIsWrong(expected, found);
    if (wrong) {
      const subject = found ? `referral ${found.id}` : `referral of customer ${one.customer.id}`;
      snapshot.found('replay.referral', subject, `customer ${one.customer.id}: ${wrong}`);
    }
  }
}

function referralIsWrong(expected: Row | null, found: Row | undefined): string | null {
  if (!expected && !found) return null;
  if (!expected) return `nobody is to be credited, and ${found?.partner_id ?? found?.channel} is`;
  if (!found)
    return `${expected.partner_id ?? expected.channel} is to be credited by ${expected.reason}, and nobody is`;
  const different = differences(REFERRAL_COLUMNS, expected, found);
  return different.length > 0 ? inWords(different) : null;
}

const DECISION_COLUMNS = ['at', 'channel', 'partner_id', 'reason', 'click_id'];

/** The decision told last must be the one that stands; what was told before it is history. */
async function checkDecisions(snapshot: Snapshot, customers: readonly SettledCustomer[]): Promise<void> {
  snapshot.looked('replay.decision', customers.length);
  const from = Prisma.sql`from (
    select distinct on (customer_id) * from attribution_decision
    where customer_id = any(${customers.map((one) => one.customer.id)}::text[]) order by customer_id, id desc) d`;
  const rows = await readNamed(snapshot.tx, ['id', 'customer_id', ...DECISION_COLUMNS], from);
  const stored = new Map(rows.map((row) => [row.customer_id, row]));
  for (const { customer, credits } of customers) {
    const credit = credits.at(-1);
    const found = stored.get(customer.id);
    if (!credit) continue;
    const who = `customer ${customer.id}`;
    if (!found) {
      snapshot.found('replay.decision', `attribution_decision of ${who}`, `${who}: no decision is recorded`);
      continue;
    }
    const expected = {
      at: new Date(credit.at),
      channel: credit.channel,
      partner_id: credit.partnerId,
      reason: credit.reason,
      click_id: credit.click?.id ?? null,
    };
    const different = differences(DECISION_COLUMNS, expected, found);
    if (different.length > 0)
      snapshot.found('replay.decision', `attribution_decision ${found.id}`, `${who}: ${inWords(different)}`);
  }
}
