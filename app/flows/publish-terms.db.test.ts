import { beforeEach, describe, expect, it } from 'vitest';
import type { AdminScope } from '~/domain/identity/scope';
import { defaultTerms, type Terms } from '~/domain/program/terms';
import { serializeTerms } from '~/domain/program/terms-document';
import { getTermsDraft } from '~/domain/program/terms-draft.server';
import { DAY_MS, type Instant } from '~/kernel/time';
import { setClock } from '~/platform/clock.server';
import { db, pool } from '~/platform/db.server';
import { type BuiltPartner, writePartner } from '~/test-support/builders/links';
import { makeAdmin } from '~/test-support/builders/people';
import { happen, referCustomer, writeClick } from '~/test-support/builders/referred';
import { ownerPool } from '~/test-support/db';
import { changePartner } from './change-partner.server';
import { discardDraft, publishDraft, publishTerms, saveDraft } from './publish-terms.server';
import { settleDue } from './settle.server';

// Versions cannot be taken away: the year goes on from test to test, each with customers of its own.
let day = Date.parse('2026-01-05T12:00:00Z');
let scope: AdminScope;
let counter = 0;

const of = (key: string) => defaultTerms.find((terms) => terms.key === key) as Terms;
const at = (days: number): Instant => day + days * DAY_MS;
const clock = (days: number) => setClock({ at: at(days), running: false });
const settle = async () => {
  await db.customer.updateMany({ data: { settleAt: new Date(0) } });
  while ((await settleDue()) > 0);
};
const unique = () => `n${counter++}`;

async function refer(partner: BuiltPartner, clickedAt: Instant): Promise<string> {
  const name = unique();
  await referCustomer(partner, { name, clickedAt, pays: '100000' });
  return name;
}

async function pinned(name: string) {
  const { referral, commissions } = await db.customer.findUniqueOrThrow({
    where: { externalId: name },
    include: { referral: true, commissions: { where: { withdrawnAt: null }, orderBy: { rewardKey: 'asc' } } },
  });
  return {
    terms: `${referral?.termsKey} ${referral?.termsVersion}`,
    earned: commissions.map(
      ({ rewardKey, termsVersion, amount }) => `${rewardKey}@${termsVersion} ${amount}`,
    ),
  };
}

/** The next version of some terms, from an instant on, with other rewards. */
async function publish(key: string, effectiveAt: Instant, change: Partial<Terms>): Promise<number> {
  const { version: _, ...terms } = { ...of(key), ...change, effectiveAt };
  const result = await publishTerms(scope, terms);
  if (result.outcome !== 'published') throw new Error(result.outcome);
  return result.terms.version;
}

const paying = (key: string, amount: bigint) => ({
  rewards: of(key).rewards.map((reward) => (reward.kind === 'flat' ? { ...reward, amount } : reward)),
});
const sharing = (key: string, rateBps: bigint) => ({
  rewards: of(key).rewards.map((reward) => (reward.kind === 'share' ? { ...reward, rateBps } : reward)),
});

beforeEach(async () => {
  day += 400 * DAY_MS;
  const { userId } = await makeAdmin();
  scope = { kind: 'admin', userId, keyId: null };
});

describe('a new version of terms', () => {
  it('holds for sign-ups from its instant on and changes no referral made before', async () => {
    const partner = await writePartner(unique());
    await clock(30);
    const before = await refer(partner, at(0));
    const early = await pinned(before);
    const from = at(31);
    const version = await publish('developer', from, paying('developer', 9_900n));
    await clock(60);
    // a click before it, a sign-up at its very instant; and one a millisecond earlier
    const atOnce = await refer(partner, from - DAY_MS);
    const justBefore = await refer(partner, from - DAY_MS - 1);
    await settle();
    expect(await pinned(before)).toEqual(early);
    expect(await pinned(atOnce)).toMatchObject({
      terms: `developer ${version}`,
      earned: [`tier-1@${version} 9900`, expect.stringContaining('tier-3')],
    });
    expect(await pinned(justBefore)).toMatchObject({ terms: early.terms });
  });

  it('touches nobody when partners are assigned other terms meanwhile', async () => {
    const partner = await writePartner(unique());
    await clock(30);
    const before = await refer(partner, at(0));
    const early = await pinned(before);
    await changePartner(scope, partner.id, { termsKey: 'agency', reason: null });
    const version = await publish('agency', at(31), sharing('agency', 100n));
    await clock(60);
    const after = await refer(partner, at(31));
    await settle();
    expect(await pinned(before)).toEqual(early);
    expect(await pinned(after)).toEqual({
      terms: `agency ${version}`,
      earned: [`tier-4@${version} 1000`],
    });
  });

  it('of content and agency holds by itself: each referral keeps the version of its own terms', async () => {
    const partner = await writePartner(unique());
    const content = await db.link.create({
      data: {
        id: unique(),
        partnerId: partner.id,
        code: unique(),
        destination: 'https://emdash.dev/',
        source: 'content',
        createdAt: new Date(0),
      },
    });
    const blog = {
      ...partner,
      defaultLink: { ...partner.defaultLink, id: content.id, source: 'content' as const },
    };
    const version = await publish('content', at(0), sharing('content', 2500n));
    await clock(30);
    const name = await refer(blog, at(1));
    const other = await refer(partner, at(1));
    const next = await publish('content', at(31), sharing('content', 1n));
    await clock(60);
    await settle();
    expect(await pinned(name)).toEqual({
      terms: `content ${version}`,
      earned: [`lifetime@${version} 25000`],
    });
    expect((await pinned(other)).terms).toMatch(/^developer /);
    expect((await pinned(await refer(blog, at(32)))).terms).toBe(`content ${next}`);
  });

  it('of scope purchase holds for each purchase by its own instant', async () => {
    const partner = await writePartner(unique(), { termsKey: 'marketplace' });
    const version = await publish('marketplace', at(10), sharing('marketplace', 3000n));
    await clock(30);
    const clickId = await writeClick(partner, at(5));
    const [before, after] = [unique(), unique()];
    const buy = (paymentId: string, when: Instant) => ({
      type: 'payment.succeeded',
      at: when,
      data: { clickId, paymentId, amount: '10000', currency: 'USD' },
    });
    await happen(buy(before, at(10) - 1), buy(after, at(10)));
    const rows = await db.commission.findMany({
      where: { partnerId: partner.id },
      orderBy: { amount: 'asc' },
    });
    expect(rows.map(({ paymentRef, amount, termsVersion }) => [paymentRef, amount, termsVersion])).toEqual([
      [before, 1_500n, version - 1],
      [after, 3_000n, version],
    ]);
  });

  it('announced for later waits for its day, also for a sign-up that is told late', async () => {
    const partner = await writePartner(unique());
    await clock(0);
    const version = await publish('developer', at(20), paying('developer', 1n));
    await clock(60);
    expect((await pinned(await refer(partner, at(10)))).terms).toBe(`developer ${version - 1}`);
    expect((await pinned(await refer(partner, at(20)))).terms).toBe(`developer ${version}`);
  });

  it.each([
    ['the application', pool],
    ['the owner', ownerPool],
  ])('is never changed nor taken away by %s', async (_who, as) => {
    for (const attack of [
      `update terms_version set document = '{}'`,
      'update terms_version set effective_at = now()',
      'delete from terms_version',
      'truncate terms_version',
      'delete from terms',
      'truncate terms cascade',
    ]) {
      await expect(as.query(attack), attack).rejects.toThrow(
        /append-only|kept for ever|permission denied|must be owner/,
      );
    }
  });
});

describe('a draft', () => {
  const draft = (holdDays: number) =>
    serializeTerms({ ...of('developer'), ...paying('developer', 7_700n), holdDays });

  it('is published as it was seen, once, and is gone then', async () => {
    await clock(0);
    expect(await saveDraft(scope, { key: 'developer', document: draft(10) })).toBe(true);
    const seen = await getTermsDraft(scope, 'developer');
    await saveDraft(scope, { key: 'developer', document: draft(11) });
    const wish = { key: 'developer', effectiveAt: undefined };
    expect(await publishDraft(scope, { ...wish, revision: seen?.revision ?? '' })).toEqual({
      outcome: 'draft_changed',
    });
    const revision = (await getTermsDraft(scope, 'developer'))?.revision ?? '';
    const results = await Promise.all([1, 2, 3].map(() => publishDraft(scope, { ...wish, revision })));
    expect(results.map(({ outcome }) => outcome).sort()).toEqual([
      'draft_changed',
      'draft_changed',
      'published',
    ]);
    expect(results.find(({ outcome }) => outcome === 'published')).toMatchObject({
      terms: { holdDays: 11, effectiveAt: at(0) },
    });
    expect(await getTermsDraft(scope, 'developer')).toBeNull();
  });

  it('that cannot be published stays', async () => {
    await clock(0);
    await saveDraft(scope, { key: 'content', document: draft(12) });
    const revision = (await getTermsDraft(scope, 'content'))?.revision ?? '';
    expect(await publishDraft(scope, { key: 'content', revision, effectiveAt: at(-1) })).toEqual({
      outcome: 'in_the_past',
    });
    expect((await getTermsDraft(scope, 'content'))?.revision).toBe(revision);
    await discardDraft(scope, 'content');
    expect(await getTermsDraft(scope, 'content')).toBeNull();
  });

  it('of terms there are not is not kept', async () => {
    expect(await saveDraft(scope, { key: 'nobodys', document: draft(1) })).toBe(false);
  });
});
