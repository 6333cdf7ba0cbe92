import { causeKeyOf } from '~/domain/commission/claim';
import type { Skip } from '~/domain/commission/share';
import { Prisma } from '~/generated/prisma/client';
import { differences, inWords } from './compare';
import type { Judged } from './judge-program.server';
import { readNamed, type Snapshot } from './snapshot.server';

const COLUMNS = ['customer_id', 'payment_id', 'partner_id', 'reason', 'at'];

const keyOf = (row: { reward_key: unknown; cause_key: unknown }) => `${row.reward_key}|${row.cause_key}`;

/** Causes that paid nothing, with their reasons, are what the rules say. */
export async function checkSkips(snapshot: Snapshot, judged: Judged): Promise<void> {
  const customerIds = judged.customers.map((one) => one.customer.id);
  const purchaseIds = judged.purchases.map((one) => one.id);
  const expected = new Map<string, Record<string, unknown>>();
  const expect = (skip: Skip, customerId: string | null, paymentId: string | null) => {
    const row = {
      reward_key: skip.rewardKey,
      cause_key: causeKeyOf(skip.cause),
      customer_id: customerId,
      payment_id: paymentId,
      partner_id: skip.partnerId,
      reason: skip.reason,
      at: new Date(skip.at),
    };
    if (!expected.has(keyOf(row))) expected.set(keyOf(row), row);
  };
  for (const { customer, evaluation } of judged.customers)
    for (const skip of evaluation.skips) expect(skip, customer.id, null);
  for (const { id, evaluation } of judged.purchases)
    for (const skip of evaluation.skips) expect(skip, null, id);
  const from = Prisma.sql`from skip where customer_id = any(${customerIds}::text[])
    or (customer_id is null and payment_id = any(${purchaseIds}::text[]))`;
  const rows = await readNamed(snapshot.tx, ['id', 'reward_key', 'cause_key', ...COLUMNS], from);
  snapshot.looked('replay.skip', rows.length);
  for (const row of rows) {
    const key = keyOf({ reward_key: row.reward_key, cause_key: row.cause_key });
    const must = expected.get(key);
    expected.delete(key);
    const wrong = must ? inWords(differences(COLUMNS, must, row)) : 'the rules skip nothing of this cause';
    if (wrong)
      snapshot.found('replay.skip', `skip ${row.id}`, `${row.cause_key} under ${row.reward_key}: ${wrong}`);
  }
  for (const { cause_key, reward_key, reason, customer_id, payment_id } of expected.values()) {
    const of = customer_id ? `customer ${customer_id}` : `payment ${payment_id}`;
    snapshot.found(
      'replay.skip',
      `skip of ${of}`,
      `${cause_key} under ${reward_key} must be recorded as ${reason}`,
    );
  }
}
