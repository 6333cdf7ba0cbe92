import { beforeEach, describe, expect, it } from 'vitest';
import { replay } from '~/domain/commission/replay';
import type { AdminScope } from '~/domain/identity/scope';
import { defaultTerms, type Terms } from '~/domain/program/terms';
import { groupBy } from '~/kernel/group';
import { sum } from '~/kernel/money';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { readSnapshot } from '~/platform/transaction.server';
import { deliver, writePartnersAndClicks } from '~/test-support/builders/program';
import { truncateAll } from '~/test-support/db';
import { randomDraft } from '~/test-support/draft-terms';
import { programOf } from '~/test-support/program-builder';
import { type RandomProgram, randomProgram } from '~/test-support/random-program';
import { applyEvents } from './apply-events.server';
import { settleDue } from './settle.server';
import { type Simulation, simulateTerms } from './simulate-terms.server';

// The full count: PROGRAMS=100 npx vitest run --project db app/flows/simulate-terms.db.test.ts
const seeds = Array.from({ length: Number(process.env.PROGRAMS ?? 6) }, (_, n) => n + 1);
const scope: AdminScope = { kind: 'admin', userId: 'usr_admin', keyId: null };

async function play(program: RandomProgram): Promise<void> {
  await writePartnersAndClicks(program);
  await setClock({ at: Date.parse(program.until), running: false });
  await deliver(program, program.events);
  while ((await applyEvents()) + (await settleDue()) > 0);
}

async function simulate(draft: Terms, wish: { from?: number; partnerId?: string } = {}): Promise<Simulation> {
  const { key, version: _, effectiveAt: __, ...document } = draft;
  const result = await simulateTerms(scope, { key, document, from: wish.from, partnerId: wish.partnerId });
  if (result.outcome !== 'simulated') throw new Error(`nothing was simulated: ${result.outcome}`);
  return result.simulation;
}

/** What the pure rules give each partner of a program under some terms. */
function earnedBy(program: RandomProgram, terms: readonly Terms[]): Map<string, bigint> {
  const { commissions } = replay({ ...programOf(program), terms }, Date.parse(program.until));
  return new Map(
    [...groupBy(commissions, ({ claim }) => claim.partnerId)].map(([id, own]) => [
      id,
      sum(own.flatMap(({ state }) => state.movements.map((one) => one.pending + one.available))),
    ]),
  );
}

beforeEach(truncateAll);

describe('a simulation', { timeout: 60_000 }, () => {
  it.each(seeds)(
    'of program %d is a fresh program under the draft, and its now are the books',
    async (seed) => {
      const program = randomProgram(seed, { customers: 8 });
      await play(program);
      const before = await fingerprint();
      const draft = randomDraft(seed);
      const simulation = await simulate(draft);
      const fresh = earnedBy(
        program,
        defaultTerms.map((terms) => (terms.key === draft.key ? draft : terms)),
      );
      for (const { partnerId, now, draft: would } of simulation.partners) {
        const balance = await db.partnerBalance.findFirst({ where: { partnerId } });
        expect(now.earned, partnerId).toBe((balance?.pending ?? 0n) + (balance?.available ?? 0n));
        expect(would.earned, partnerId).toBe(fresh.get(partnerId) ?? 0n);
        const { partners } = await simulate(draft, { partnerId });
        expect(partners).toEqual(simulation.partners.filter((one) => one.partnerId === partnerId));
      }
      const { totals, months } = simulation;
      expect(totals.difference).toBe(sum(simulation.partners.map(({ difference }) => difference)));
      expect(sum(months.map(({ draft: one }) => one.vested - one.reversed))).toBe(totals.draft.earned);
      expect(await fingerprint()).toBe(before);
    },
  );

  it('under the version in force differs nowhere', async () => {
    const program = randomProgram(7, { customers: 8 });
    await play(program);
    for (const terms of defaultTerms) {
      const { partners, totals } = await simulate(terms);
      for (const { difference, commissions } of partners) {
        expect({ difference, commissions }).toEqual({
          difference: 0n,
          commissions: { changed: 0, added: 0, removed: 0 },
        });
      }
      expect(totals.now).toEqual(totals.draft);
    }
    const { partnerId: _, ...wish } = { key: 'agency', document: undefined, from: undefined, partnerId: '' };
    expect(await simulateTerms(scope, { ...wish, partnerId: undefined })).toMatchObject({
      outcome: 'simulated',
      simulation: { totals: { difference: 0n }, version: 1 },
    });
  });

  it('refuses unknown terms, and a scope that would credit others', async () => {
    const wish = { document: undefined, from: undefined, partnerId: undefined };
    expect(await simulateTerms(scope, { ...wish, key: 'nobodys' })).toEqual({ outcome: 'unknown_terms' });
    const { key, version: _, effectiveAt: __, ...document } = defaultTerms[0] as Terms;
    expect(
      await simulateTerms(scope, { ...wish, key, document: { ...document, scope: 'purchase' } }),
    ).toEqual({ outcome: 'other_scope', scope: 'customer' });
  });
});

describe('a snapshot', () => {
  it('can change nothing', async () => {
    await expect(readSnapshot((tx) => tx.$executeRaw`update program set name = 'changed'`)).rejects.toThrow(
      /read-only transaction/,
    );
  });
});

/** Everything derived and posted, to see that nothing was touched. */
async function fingerprint(): Promise<string> {
  const rows = await db.$queryRaw<Array<{ print: string }>>`
    select md5(string_agg(line, ';' order by line)) as print from (
      select c::text as line from commission c union all select e::text from ledger_entry e
      union all select r::text from referral r union all select b::text from partner_balance b
      union all select v.terms_key || v.version from terms_version v) l`;
  return rows[0]?.print ?? '';
}
