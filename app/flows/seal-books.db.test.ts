import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonical, sha256Text } from '~/domain/chain/canonical';
import { eventHash, NO_HASH } from '~/domain/chain/event';
import type { EndLine, ExportLine } from '~/domain/chain/export';
import { isHeadSigned, isSigned, type PublicKey } from '~/domain/chain/head';
import { merkleRoot } from '~/domain/chain/merkle';
import { PROGRAM_CHAIN } from '~/domain/chain/record';
import { commissionRecord } from '~/domain/chain/records-of-books';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { env } from '~/platform/env.server';
import { deliver, writePartnersAndClicks } from '~/test-support/builders/program';
import { truncateAll } from '~/test-support/db';
import { randomProgram } from '~/test-support/random-program';
import { settleAt } from '~/test-support/stored-books';
import { anchorHeads } from './anchor-heads.server';
import { exportChain } from './export-chain.server';
import { sealDays } from './seal-days.server';
import { settleDue } from './settle.server';

const program = randomProgram(7);

async function lived(): Promise<void> {
  await writePartnersAndClicks(program);
  await deliver(program, program.events);
  await settleAt(program.until);
}

async function linesOf(owner: string): Promise<ExportLine[]> {
  let text = '';
  for await (const part of exportChain(owner)) text += part;
  const lines = text.split('\n').slice(0, -1);
  for (const line of lines) expect(canonical(JSON.parse(line))).toBe(line);
  return lines.map((line) => JSON.parse(line) as ExportLine);
}

const markAll = () => db.customer.updateMany({ data: { settleAt: new Date(0) } });
const chains = async () => (await db.chain.findMany({ orderBy: { owner: 'asc' } })).map((row) => row.owner);

describe('the chain', () => {
  const dataDir = env.dataDir;

  beforeEach(async () => {
    await truncateAll();
    await setClock({ at: Date.parse('2025-06-01T00:00:00Z'), running: false });
    (env as { dataDir: string }).dataDir = await mkdtemp(path.join(tmpdir(), 'chain-'));
  });
  afterEach(() => rm(env.dataDir, { recursive: true }));
  afterAll(() => {
    (env as { dataDir: string }).dataDir = dataDir;
  });

  it('links every event to the one before, without gaps, and says what the books say', async () => {
    await lived();
    for (const owner of await chains()) {
      const events = await db.chainEvent.findMany({ where: { chain: owner }, orderBy: { seq: 'asc' } });
      let previous = NO_HASH;
      for (const [index, row] of events.entries()) {
        expect(row.seq).toBe(BigInt(index + 1));
        expect(row.hash).toBe(eventHash(previous, row.body));
        previous = row.hash;
      }
      expect((await db.chain.findUniqueOrThrow({ where: { owner } })).hash).toBe(previous);
    }
    const commissions = await db.commission.findMany();
    expect(commissions.length).toBeGreaterThan(5);
    for (const row of commissions) {
      const last = await db.chainEvent.findFirst({
        where: { chain: row.partnerId, subject: `commission:${row.id}` },
        orderBy: { seq: 'desc' },
      });
      expect(JSON.parse(last?.body ?? '{}').record).toEqual(commissionRecord(row));
    }
    const told = await db.chainEvent.count({ where: { type: 'ledger' } });
    expect(told).toBe(await db.ledgerTransaction.count());
  });

  it('says nothing twice: settling everything again appends nothing', async () => {
    await lived();
    const count = async () => [await db.chainEvent.count(), await db.attributionDecision.count()];
    const before = await count();
    await markAll();
    await settleDue();
    expect(await count()).toEqual(before);
  });

  it('is the same for a partner whose customers were erased', async () => {
    await lived();
    const before = await db.chainEvent.findMany({ orderBy: [{ chain: 'asc' }, { seq: 'asc' }] });
    await db.chainSalt.updateMany({ where: { subject: { startsWith: 'customer:' } }, data: { salt: '' } });
    await db.customer.updateMany({ data: { name: null } });
    await markAll();
    await settleDue();
    expect(await db.chainEvent.findMany({ orderBy: [{ chain: 'asc' }, { seq: 'asc' }] })).toEqual(before);
    expect(before.some((event) => event.body.includes('@'))).toBe(false);
  });

  it('seals days under Merkle roots, signs heads and tells them outside', async () => {
    await lived();
    await sealDays();
    const sealed = await db.chainEvent.findMany({ where: { type: 'clicks' } });
    expect(sealed.length).toBeGreaterThan(2);
    const heads = await db.chainHead.findMany();
    expect(heads.map((head) => head.chain).sort()).toEqual(await chains());
    await sealDays();
    expect(await db.chainEvent.count({ where: { type: 'clicks' } })).toBe(sealed.length);
    expect(await anchorHeads()).toBe(heads.length);
    const file = path.join(env.dataDir, 'anchors', 'heads.ndjson');
    const told = (await readFile(file, 'utf8')).trim().split('\n');
    expect(told).toHaveLength(heads.length);
    expect(await anchorHeads()).toBe(0);
  });

  it('is exported whole: leaves under their roots, heads signed, every byte signed by the end', async () => {
    await lived();
    await sealDays();
    for (const owner of await chains()) {
      const lines = await linesOf(owner);
      const keys = lines.flatMap((line) => (line.line === 'key' ? [line.key] : []));
      const key = keys[0] as PublicKey;
      const end = lines.at(-1) as EndLine;
      const before = lines
        .slice(0, -1)
        .map((line) => `${canonical(line)}\n`)
        .join('');
      const { signature, ...unsigned } = end;
      expect(end.sha256).toBe(sha256Text(before));
      expect(isSigned(canonical(unsigned), signature, key)).toBe(true);
      for (const line of lines) if (line.line === 'head') expect(isHeadSigned(line, key)).toBe(true);
      for (const [index, line] of lines.entries()) {
        if (line.line !== 'event' || line.event.record.type !== 'clicks') continue;
        const { day, root, count } = line.event.record;
        const leaves = lines
          .slice(index + 1)
          .flatMap((each) =>
            each.line === 'leaf' && each.day === day && 'visit' in each.leaf ? [each.leaf] : [],
          );
        expect({ root: merkleRoot(leaves.map(canonical)), count: leaves.length }).toEqual({ root, count });
      }
      if (owner === PROGRAM_CHAIN) expect(end.balance).toBeNull();
      else expect(end.balance).not.toBeNull();
    }
  });
});
