import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROGRAM_CHAIN } from '~/domain/chain/record';
import { exportChain } from '~/flows/export-chain.server';
import { sealDays } from '~/flows/seal-days.server';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { env } from '~/platform/env.server';
import { deliver, writePartnersAndClicks } from '~/test-support/builders/program';
import { truncateAll } from '~/test-support/db';
import { type RandomProgram, randomProgram } from '~/test-support/random-program';
import { settleAt } from '~/test-support/stored-books';
import { loadVectors } from '~/test-support/vector';
import { verifyChain } from './verify-chain';

async function live(program: RandomProgram): Promise<void> {
  await truncateAll();
  await setClock({ at: Date.parse('2025-06-01T00:00:00Z'), running: false });
  await writePartnersAndClicks(program);
  await deliver(program, program.events);
  await settleAt(program.until);
}

/** Every chain of the program, exported and verified. */
async function verifyAll() {
  const reports = [];
  for (const { owner } of await db.chain.findMany({ orderBy: { owner: 'asc' } })) {
    const report = await verifyChain(exportChain(owner));
    reports.push({ owner, report });
  }
  return reports;
}

async function expectRight(): Promise<number> {
  let commissions = 0;
  for (const { owner, report } of await verifyAll()) {
    expect(report.findings, owner).toEqual([]);
    expect(report.verdict).toBe('right');
    commissions += report.statuses.reduce((count, status) => count + status.count, 0);
    if (owner === PROGRAM_CHAIN) expect(report.balance).toBeNull();
    else expect(report.balance).not.toBeNull();
  }
  return commissions;
}

describe('what the portal exports', () => {
  const dataDir = env.dataDir;

  beforeEach(async () => {
    (env as { dataDir: string }).dataDir = await mkdtemp(path.join(tmpdir(), 'chain-'));
  });
  afterEach(async () => {
    await rm(env.dataDir, { recursive: true });
    (env as { dataDir: string }).dataDir = dataDir;
  });

  it.each(loadVectors().map((vector) => [vector.name, vector] as const))('%s is right', async (_, vector) => {
    await live(vector);
    await sealDays();
    expect(await expectRight()).toBe(await db.commission.count({ where: { withdrawnAt: null } }));
  });

  it.each(Array.from({ length: 20 }, (_, index) => 4000 + index))(
    'the random program %i is right',
    async (seed) => {
      await live(randomProgram(seed));
      await sealDays();
      expect(await expectRight()).toBe(await db.commission.count({ where: { withdrawnAt: null } }));
    },
  );
});
