import { clickLeaves, daySalt, deliveryLeaves } from '~/domain/chain/leaves.server';
import { merkleRoot } from '~/domain/chain/merkle';
import type { DayRecord } from '~/domain/chain/record';
import { Prisma } from '~/generated/prisma/client';
import { readNamed, type Snapshot } from './snapshot.server';

/** Every sealed day's clicks and deliveries give its Merkle root again. */
export async function checkSealedDays(snapshot: Snapshot): Promise<void> {
  const rows = await readNamed(
    snapshot.tx,
    ['chain', 'seq', 'body'],
    Prisma.sql`from chain_event where type in ('clicks', 'inbox')`,
  );
  const salts = new Map(
    (
      await snapshot.tx.chainSalt.findMany({
        where: { OR: [{ subject: { startsWith: 'clicks:' } }, { subject: { startsWith: 'inbox:' } }] },
      })
    ).map((row) => [row.subject, row.salt]),
  );
  for (const [index, row] of rows.entries()) {
    snapshot.progress(index, rows.length, 'sealed days');
    const record = dayOf(String(row.body));
    if (record) await checkDay(snapshot, String(row.chain), record, salts);
  }
}

function dayOf(body: string): DayRecord | null {
  try {
    return JSON.parse(body).record;
  } catch {
    return null;
  }
}

async function checkDay(
  snapshot: Snapshot,
  chain: string,
  { type, day, count, root }: DayRecord,
  salts: ReadonlyMap<string, string>,
): Promise<void> {
  const salt = salts.get(daySalt(chain, type, day));
  const subject = type === 'clicks' ? `clicks of ${chain} on ${day}` : `deliveries of ${day}`;
  if (salt === undefined) {
    snapshot.found(
      'chain.salts',
      `chain_salt ${daySalt(chain, type, day)}`,
      'is gone: the day cannot be checked',
    );
    return;
  }
  const { texts } =
    type === 'clicks'
      ? await clickLeaves(snapshot.tx, { chain, day }, salt)
      : await deliveryLeaves(snapshot.tx, day, salt);
  snapshot.looked(`chain.${type}`, texts.length);
  if (texts.length === count && merkleRoot(texts) === root) return;
  const message = `${count} were sealed under ${root}; ${texts.length} are there, and they give another root`;
  snapshot.found(
    `chain.${type}`,
    subject,
    texts.length === count ? `one of the ${count} that were sealed under ${root} has changed` : message,
  );
}
