import { canonical } from '~/domain/chain/canonical';
import { appendToChains, lockTips, saltsOf, type Unsealed } from '~/domain/chain/chain.server';
import type { Head } from '~/domain/chain/head';
import { clickLeavesOf, daySalt, deliveryLeaves } from '~/domain/chain/leaves.server';
import { merkleRoot } from '~/domain/chain/merkle';
import { type ChainRecord, type DayRecord, PROGRAM_CHAIN, subjectOf } from '~/domain/chain/record';
import { loadSigner } from '~/domain/chain/signing-keys.server';
import { programCurrency } from '~/domain/program/program.server';
import { groupBy } from '~/kernel/group';
import { addDays, type Instant, utcDay } from '~/kernel/time';
import { now as clockNow } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { lockSealing } from '~/platform/locks.server';
import { type Tx, transaction } from '~/platform/transaction.server';

/** A click is stored before its answer leaves; long after midnight none of the day before is still under way. */
const GRACE_MS = 5 * 60_000;
const DAYS_AT_ONCE = 50;
const HEADS_AT_ONCE = 500;

/** When the day that runs at an instant is sealed. */
export function nextSealAt(at: Instant): Instant {
  const startOfDay = utcDay(at - GRACE_MS) * addDays(0, 1);
  return addDays(startOfDay, 1) + GRACE_MS;
}

/**
 * Seals every UTC day that is over: one Merkle root over each partner's clicks, one over the deliveries, and a signed head of every chain
 * that has grown (domain.md section 13). A run that comes late seals all the days it missed; what is sealed already is left alone.
 */
export async function sealDays(): Promise<void> {
  const now = clockNow();
  const today = new Date(nextSealAt(now) - GRACE_MS - addDays(0, 1));
  for (;;) {
    const sealed = await transaction((tx) => sealSomeDays(tx, today, now));
    if (sealed < DAYS_AT_ONCE) break;
  }
  for (;;) {
    const signed = await transaction((tx) => signHeads(tx, today, now));
    if (signed < HEADS_AT_ONCE) break;
  }
}

interface OpenDay {
  chain: string;
  type: DayRecord['type'];
  day: string;
}

/** Days that are over and not under a root. */
async function openDays(tx: Tx, today: Date): Promise<OpenDay[]> {
  const since = await sealedThrough(tx);
  return tx.$queryRaw<OpenDay[]>`
    select d.chain, d.type, d.day from (
      select distinct coalesce(partner_id, ${PROGRAM_CHAIN}) as chain, 'clicks' as type,
          to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day
        from click where at < ${today}::timestamptz and at >= ${since}::timestamptz
      union all select distinct ${PROGRAM_CHAIN}, 'inbox', to_char(received_at at time zone 'UTC', 'YYYY-MM-DD')
        from inbound_event where received_at < ${today}::timestamptz and received_at >= ${since}::timestamptz) d
    where not exists (select from chain_event e where e.subject = d.type || ':' || d.day and e.chain = d.chain)
    order by d.day, d.chain limit ${DAYS_AT_ONCE}`;
}

/** The last day that ended in heads: days are sealed before heads are signed, so that only later ones can be open. */
async function sealedThrough(tx: Tx): Promise<Date> {
  const { _max } = await tx.chainHead.aggregate({ where: { chain: PROGRAM_CHAIN }, _max: { day: true } });
  return _max.day ?? new Date(0);
}

async function sealSomeDays(tx: Tx, today: Date, now: Instant): Promise<number> {
  await lockSealing(tx);
  const days = await openDays(tx, today);
  if (days.length === 0) return 0;
  const salts = await saltsOf(
    tx,
    days.map(({ chain, type, day }) => daySalt(chain, type, day)),
  );
  const tips = await lockTips(
    tx,
    days.map((one) => one.chain),
    now,
  );
  const records = await dayRecords(tx, days, salts);
  const growths = [];
  for (const [chain, own] of groupBy(records, (one) => one.chain)) {
    const tip = tips.get(chain);
    const told = own.map(({ record }) => plain(record));
    if (tip) growths.push({ tip, records: tip.seq === 0 ? [await opening(tx), ...told] : told });
  }
  await appendToChains(tx, growths, now);
  return days.length;
}

const plain = (record: ChainRecord): Unsealed => ({ record, subject: subjectOf(record), customerId: null });

async function opening(tx: Tx): Promise<Unsealed> {
  return plain({ type: 'chain', format: 'tributary-chain/1', currency: await programCurrency(tx) });
}

async function dayRecords(
  tx: Tx,
  days: readonly OpenDay[],
  salts: ReadonlyMap<string, string>,
): Promise<Array<{ chain: string; record: DayRecord }>> {
  const salted = days.map((one) => ({
    ...one,
    salt: salts.get(daySalt(one.chain, one.type, one.day)) ?? '',
  }));
  const clicks = salted.filter((one) => one.type === 'clicks');
  const leaves = await clickLeavesOf(tx, clicks);
  const records = clicks.map((one, n) => dayRecord(one, leaves[n]?.texts ?? []));
  for (const one of salted.filter(({ type }) => type === 'inbox'))
    records.push(dayRecord(one, (await deliveryLeaves(tx, one.day, one.salt)).texts));
  return records;
}

function dayRecord({ chain, type, day }: OpenDay, texts: readonly string[]) {
  return { chain, record: { type, day, count: texts.length, root: merkleRoot(texts) } };
}

/** One head for every chain that has grown since its last, closing the day before today. */
async function signHeads(tx: Tx, today: Date, now: Instant): Promise<number> {
  await lockSealing(tx);
  const grown = await tx.$queryRaw<Array<{ owner: string; seq: bigint; hash: string }>>`
    select c.owner, c.seq, c.hash from chain c
    where c.seq > coalesce((select max(h.seq) from chain_head h where h.chain = c.owner), 0)
      and not exists (select from chain_head h where h.chain = c.owner and h.day = ${today}::timestamptz::date - 1)
    order by c.owner limit ${HEADS_AT_ONCE}`;
  if (grown.length === 0) return 0;
  const signer = await loadSigner(tx, now);
  const day = new Date(addDays(today.getTime(), -1));
  const at = new Date(now);
  const heads = grown.map(({ owner, seq, hash }) => {
    const head: Head = {
      chain: owner,
      seq: Number(seq),
      hash,
      day: day.toISOString().slice(0, 10),
      at: at.toISOString(),
      key: signer.keyId,
    };
    return { chain: owner, day, seq, hash, at, keyId: head.key, signature: signer.sign(canonical(head)) };
  });
  await tx.chainHead.createMany({ data: heads, skipDuplicates: true });
  await tx.chainAnchor.createMany({
    data: heads.flatMap(({ chain }) =>
      anchorPlaces(chain, today).map((place) => ({ chain, day, place, dueAt: new Date() })),
    ),
    skipDuplicates: true,
  });
  return grown.length;
}

/** Where a head is told outside the database (ADR-0061); partners get a mail on the 1st of a month, not every day. */
function anchorPlaces(chain: string, today: Date): string[] {
  const mailed = env.chainAnchorMail && chain !== PROGRAM_CHAIN && today.getUTCDate() === 1;
  return ['file', ...(env.chainAnchorUrl ? ['http'] : []), ...(mailed ? ['mail'] : [])];
}
