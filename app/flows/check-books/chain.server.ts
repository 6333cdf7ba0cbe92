import { canonical } from '~/domain/chain/canonical';
import { loadSealed, type Sealed, unlessSealed } from '~/domain/chain/chain.server';
import { type ChainEvent as EventBody, NO_HASH } from '~/domain/chain/event';
import { acceptanceText, handoffRecord } from '~/domain/chain/handoff-record';
import type { PublicKey } from '~/domain/chain/head';
import { subjectOf } from '~/domain/chain/record';
import { payoutRecord } from '~/domain/chain/records-of-books';
import { isHeadSignedFast, isSignedFast, listPublicKeys } from '~/domain/chain/signing-keys.server';
import { type Handoff, Prisma } from '~/generated/prisma/client';
import { sha256Hex } from '~/platform/crypto.server';
import { checkSealedDays } from './chain-days.server';
import { chainQueries, checkGrowingTables, recordText } from './chain-tables.server';
import { portions, type Row, readNamed, runQueries, type Snapshot } from './snapshot.server';

const EVENTS_AT_ONCE = 2_000;
const PAYOUTS_AT_ONCE = 500;

/** The chains (domain.md section 13; reliability.md I22): whole, signed, and saying what the books say. */
export async function checkChains(snapshot: Snapshot): Promise<void> {
  await runQueries(snapshot, chainQueries);
  const chains = await snapshot.tx.chain.findMany({ orderBy: { owner: 'asc' } });
  for (const [index, { owner, seq, hash }] of chains.entries()) {
    snapshot.progress(index, chains.length, 'chains');
    await checkLinks(snapshot, owner, { seq, hash });
  }
  await checkHeads(snapshot);
  await checkGrowingTables(snapshot);
  await checkPayoutsSealed(snapshot);
  await checkHandoffsSealed(snapshot);
  await checkSealedDays(snapshot);
}

/** Every event follows the one before it, and the tip is the last. */
async function checkLinks(
  snapshot: Snapshot,
  chain: string,
  tip: { seq: bigint; hash: string },
): Promise<void> {
  let last = { seq: 0, hash: NO_HASH };
  for (;;) {
    const rows = await readNamed(
      snapshot.tx,
      ['seq', 'type', 'subject', 'customer_id', 'body', 'record_hash', 'hash', 'recorded_at'],
      Prisma.sql`from (select * from chain_event where chain = ${chain} and seq > ${last.seq}
        order by seq limit ${EVENTS_AT_ONCE}) e`,
    );
    if (rows.length === 0) break;
    snapshot.looked('chain.links', rows.length);
    rows.sort((a, b) => Number(a.seq) - Number(b.seq));
    for (const row of rows) {
      const wrong = linkIsWrong(chain, last, row);
      if (wrong) snapshot.found('chain.links', `chain_event ${chain} ${row.seq}`, wrong);
      last = { seq: Number(row.seq), hash: String(row.hash) };
    }
  }
  if (BigInt(last.seq) === tip.seq && last.hash === tip.hash) return;
  const message = `ends with event ${tip.seq}, ${tip.hash}; the last event is ${last.seq}, ${last.hash}`;
  snapshot.found('chain.links', `chain ${chain}`, message);
}

function linkIsWrong(chain: string, last: { seq: number; hash: string }, row: Row): string | null {
  const seq = Number(row.seq);
  if (seq !== last.seq + 1) return `event ${last.seq} is before it: ${seq - last.seq - 1} are missing`;
  // Node's own SHA-256, ten times as fast as the one that also runs in a browser: there may be millions
  if (sha256Hex(last.hash + String(row.body)) !== row.hash)
    return 'its hash is not that of the event before it and its text';
  const event = read(row.body);
  if (!event) return 'its text is no event';
  const at = new Date(String(row.recorded_at)).toISOString();
  const customer = 'customer' in event.record ? event.record.customer : null;
  const columns = [
    customer === row.customer_id,
    event.chain === chain,
    event.seq === seq,
    event.subject === row.subject,
    event.recordedAt === at,
  ];
  if (columns.includes(false) || event.record.type !== row.type)
    return 'it is filed otherwise than its text says';
  return sha256Hex(recordText(String(row.body))) === row.record_hash
    ? null
    : 'the hash of its record is another';
}

function read(body: unknown): EventBody | null {
  try {
    const event: EventBody = JSON.parse(String(body));
    return canonical(event) === body && event.record ? event : null;
  } catch {
    return null;
  }
}

/** Every head is of the event it names, and carries a signature of a key of ours. */
async function checkHeads(snapshot: Snapshot): Promise<void> {
  const keys = new Map((await listPublicKeys(snapshot.tx)).map((key) => [key.kid, key]));
  const rows = await readNamed(
    snapshot.tx,
    [
      'h.chain',
      "to_char(h.day, 'YYYY-MM-DD') as day",
      'h.seq',
      'h.hash',
      'h.at',
      'h.key_id',
      'h.signature',
      'e.hash as linked',
    ],
    Prisma.sql`from chain_head h left join chain_event e on e.chain = h.chain and e.seq = h.seq`,
  );
  snapshot.looked('chain.heads', rows.length);
  for (const row of rows) {
    const key = keys.get(String(row.key_id));
    const head = {
      chain: String(row.chain),
      seq: Number(row.seq),
      hash: String(row.hash),
      day: String(row.day),
      at: new Date(String(row.at)).toISOString(),
      key: String(row.key_id),
    };
    const wrong = !key
      ? `is signed with key ${row.key_id}, which is not ours`
      : !isHeadSignedFast({ head, signature: String(row.signature) }, key)
        ? 'does not carry the signature of its key'
        : row.linked === row.hash
          ? null
          : `closes with event ${row.seq}, ${row.hash}; that event is ${row.linked ?? 'missing'}`;
    if (wrong) snapshot.found('chain.heads', `chain_head ${row.chain} ${row.day}`, wrong);
  }
}

/** What a partner's chain last said of a payout is the payout. */
async function checkPayoutsSealed(snapshot: Snapshot): Promise<void> {
  const { tx } = snapshot;
  const ids = (await tx.payout.findMany({ select: { id: true } })).map((row) => row.id);
  snapshot.looked('chain.payouts', ids.length);
  for (const some of portions(ids, PAYOUTS_AT_ONCE)) {
    const payouts = await tx.payout.findMany({ where: { id: { in: some } }, include: { items: true } });
    const records = payouts.map((payout) => ({ partnerId: payout.partnerId, record: payoutRecord(payout) }));
    const subjects = records.map(({ record }) => subjectOf(record));
    const sealed = await loadSealed(tx, { customerIds: [], subjects });
    for (const { partnerId, record } of records) {
      if (unlessSealed(record, sealed.get(partnerId), null).length === 0) continue;
      snapshot.found(
        'chain.payouts',
        `payout ${record.id}`,
        `the chain of ${partnerId} does not say ${canonical(record)}`,
      );
    }
  }
}

/** Every accepted handoff is what its agency's chain says, and what is signed is what the row says (ADR-0100). */
async function checkHandoffsSealed(snapshot: Snapshot): Promise<void> {
  const { tx } = snapshot;
  const keys = new Map((await listPublicKeys(tx)).map((key) => [key.kid, key]));
  const rows = await tx.handoff.findMany({ where: { acceptedAt: { not: null } } });
  const salts = new Map(
    (await tx.chainSalt.findMany({ where: { subject: { startsWith: 'handoff:' } } })).map((row) => [
      row.subject,
      row.salt,
    ]),
  );
  const sealed = await loadSealed(tx, { customerIds: [], subjects: rows.map((row) => `handoff:${row.id}`) });
  snapshot.looked('chain.handoffs', rows.length);
  for (const row of rows) {
    const wrong = handoffIsWrong(row, {
      salt: salts.get(`handoff:${row.id}`),
      key: keys.get(row.signingKeyId ?? ''),
      sealed: sealed.get(row.partnerId),
    });
    if (wrong) snapshot.found('chain.handoffs', `handoff ${row.id}`, wrong);
  }
}

function handoffIsWrong(
  row: Handoff,
  of: { salt: string | undefined; key: PublicKey | undefined; sealed: Sealed | undefined },
): string | null {
  const { acceptance, signature, signingKeyId, acceptedAt } = row;
  if (acceptance === null || signature === null || signingKeyId === null || acceptedAt === null)
    return 'was accepted and is not signed';
  if (!of.key || !isSignedFast(acceptance, signature, of.key))
    return 'does not carry the signature of its key';
  if (of.salt === undefined) return 'its salt is gone: erasing somebody empties it';
  const said = {
    handoffId: row.id,
    partnerId: row.partnerId,
    manifestHash: row.manifestHash,
    acceptedAt: acceptedAt.getTime(),
    client: { domain: row.domain, name: row.acceptedName ?? '', email: row.acceptedEmail ?? '' },
  };
  // who was erased cannot be compared any more: the rest can
  const commitmentIs = of.salt === '' ? JSON.parse(acceptance).client : undefined;
  if (acceptanceText(said, of.salt, commitmentIs) !== acceptance)
    return 'was accepted otherwise than its row says';
  const record = handoffRecord({ id: row.id, acceptance, signature, signingKeyId });
  return unlessSealed(record, of.sealed, null).length === 0
    ? null
    : `the chain of ${row.partnerId} does not say ${canonical(record)}`;
}
