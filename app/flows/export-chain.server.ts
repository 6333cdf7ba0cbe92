import { createHash } from 'node:crypto';
import { canonical } from '~/domain/chain/canonical';
import { iso } from '~/domain/chain/commitment';
import type { ChainEvent } from '~/domain/chain/event';
import type { ChainLine, EndLine, ExportLine } from '~/domain/chain/export';
import { clickLeaves, daySalt, deliveryLeaves } from '~/domain/chain/leaves.server';
import { merkleLeaf } from '~/domain/chain/merkle';
import { PROGRAM_CHAIN } from '~/domain/chain/record';
import { listPublicKeys, loadSigner } from '~/domain/chain/signing-keys.server';
import { loadProgram } from '~/domain/program/program.server';
import { now as clockNow } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { lockSettling } from '~/platform/locks.server';
import { transaction } from '~/platform/transaction.server';
import { settleDue } from './settle.server';

const PAGE = 1000;

/** What a chain is exported up to, read in one instant. */
interface Stand {
  header: ChainLine;
  balance: EndLine['balance'];
}

/**
 * A whole chain as NDJSON, line by line (app/domain/chain/export.ts): events with their leaves, signed heads, and an end that signs every
 * byte before it. What is due is settled first, so that the books are as the rules say at the instant the file names.
 * @param owner a partner's id the asker may see, or `program`
 */
export async function* exportChain(owner: string): AsyncGenerator<string> {
  const { header, balance } = await stand(owner);
  const digest = createHash('sha256');
  let lines = 0;
  const write = (line: ExportLine) => {
    const text = `${canonical(line)}\n`;
    digest.update(text);
    lines += 1;
    return text;
  };
  yield write(header);
  for (const { retiredAt: _retired, ...key } of await listPublicKeys()) yield write({ line: 'key', key });
  for await (const line of eventLines(owner, header.events)) yield write(line);
  for await (const line of headLines(owner, header.events)) yield write(line);
  const signer = await transaction((tx) => loadSigner(tx, clockNow()));
  const unsigned: Omit<EndLine, 'signature'> = {
    line: 'end',
    lines,
    sha256: digest.digest('hex'),
    balance,
    key: signer.keyId,
  };
  yield `${canonical({ ...unsigned, signature: signer.sign(canonical(unsigned)) })}\n`;
}

/** Waits until nothing is due, and reads where the chain and the balance stand while nobody settles. */
async function stand(owner: string): Promise<Stand> {
  // a first signer may have to be drawn: the keys are listed after it
  await transaction((tx) => loadSigner(tx, clockNow()));
  for (;;) {
    const found = await transaction(async (tx) => {
      await lockSettling(tx);
      const now = clockNow();
      const [due] = await tx.$queryRaw<Array<{ due: boolean }>>`
        select exists (select from customer where settle_at <= ${new Date(now)})
          or exists (select from payment where settle_at <= ${new Date(now)}) as due`;
      if (due?.due) return null;
      const { name, currency } = await loadProgram(tx);
      const [row] = await tx.$queryRaw<
        Array<{ seq: bigint; hash: string; balance: EndLine['balance'] | null }>
      >`
        select c.seq, c.hash, case when c.owner <> ${PROGRAM_CHAIN} then json_build_object(
            'pending', coalesce(b.pending, 0)::text, 'available', coalesce(b.available, 0)::text,
            'inTransit', coalesce(b.in_transit, 0)::text, 'paid', coalesce(b.paid, 0)::text) end as balance
        from chain c left join partner_balance b on b.partner_id = c.owner and b.currency = ${currency} where c.owner = ${owner}`;
      const header: ChainLine = {
        line: 'chain',
        format: 'tributary-chain/1',
        chain: owner,
        program: name,
        currency,
        asOf: iso(now),
        events: Number(row?.seq ?? 0n),
        tip: row?.hash ?? '0'.repeat(64),
      };
      return { header, balance: row?.balance ?? null };
    });
    if (found) return found;
    await settleDue();
  }
}

async function* eventLines(owner: string, upTo: number): AsyncGenerator<ExportLine> {
  for (let after = 0; after < upTo; after += PAGE) {
    const rows = await db.chainEvent.findMany({
      where: { chain: owner, seq: { gt: after, lte: Math.min(after + PAGE, upTo) } },
      orderBy: { seq: 'asc' },
    });
    for (const row of rows) {
      const event = JSON.parse(row.body) as ChainEvent;
      yield { line: 'event', hash: row.hash, event };
      const { record } = event;
      if (record.type === 'clicks' || record.type === 'inbox')
        yield* leafLines(owner, record.type, record.day);
    }
  }
}

async function* leafLines(owner: string, type: 'clicks' | 'inbox', day: string): AsyncGenerator<ExportLine> {
  const { salt } = await db.chainSalt.findUniqueOrThrow({ where: { subject: daySalt(owner, type, day) } });
  const { leaves, texts } =
    type === 'clicks'
      ? await clickLeaves(db, { chain: owner, day }, salt)
      : await deliveryLeaves(db, day, salt);
  for (const [index, leaf] of leaves.entries())
    yield { line: 'leaf', day, hash: merkleLeaf(texts[index] ?? ''), leaf };
}

async function* headLines(owner: string, upTo: number): AsyncGenerator<ExportLine> {
  const rows = await db.chainHead.findMany({
    where: { chain: owner, seq: { lte: upTo } },
    orderBy: { day: 'asc' },
  });
  for (const { chain, day, seq, hash, at, keyId, signature } of rows) {
    const head = {
      chain,
      seq: Number(seq),
      hash,
      day: day.toISOString().slice(0, 10),
      at: at.toISOString(),
      key: keyId,
    };
    yield { line: 'head', head, signature };
  }
}
