import { describe, expect, it } from 'vitest';
import type { AdminScope, Scope } from '~/domain/identity/scope';
import { getPartner, listPartners } from '~/domain/partner/partner.server';
import { db } from '~/platform/db.server';
import { makeAdmin, signUp } from '~/test-support/builders/people';
import { changePartner, changeProfile } from './change-partner.server';
import { createPartner } from './create-partner.server';

async function adminScope(): Promise<AdminScope> {
  return { kind: 'admin', userId: (await makeAdmin()).userId, keyId: null };
}
const partnerScope = (partnerId: string): Scope => ({
  kind: 'partner',
  partnerId,
  userId: null,
  keyId: null,
  role: 'owner',
});
const standingsOf = (partnerId: string) =>
  db.partnerStanding.findMany({ where: { partnerId }, orderBy: { id: 'asc' } });

describe('a partner’s standing', () => {
  it('an agency is let in: a new standing, a line in the log, a mail', async () => {
    const { partnerId, email } = await signUp({ kind: 'agency' });
    const scope = await adminScope();
    const changed = await changePartner(scope, partnerId, { status: 'active', reason: null });
    expect(changed).toMatchObject({ outcome: 'changed', partner: { status: 'active' } });
    expect((await standingsOf(partnerId)).map(({ status }) => status)).toEqual(['pending', 'active']);
    expect((await standingsOf(partnerId))[1]?.byUserId).toBe(scope.userId);
    expect(await db.auditEntry.count({ where: { partnerId, action: 'partner.standing_changed' } })).toBe(1);
    expect(await db.mail.count({ where: { to: email, text: { contains: 'is active' } } })).toBe(1);
  });

  it('terms and rate change from now on, the status stays', async () => {
    const { partnerId } = await signUp();
    const scope = await adminScope();
    await changePartner(scope, partnerId, { termsKey: 'marketplace', rateBps: 1250n, reason: null });
    await changePartner(scope, partnerId, { rateBps: null, reason: null });
    expect(await standingsOf(partnerId)).toMatchObject([
      { status: 'active', termsKey: 'developer', rateBps: null },
      { status: 'active', termsKey: 'marketplace', rateBps: 1250n },
      { status: 'active', termsKey: 'marketplace', rateBps: null },
    ]);
  });

  it('what is not there, not known or not possible is said', async () => {
    const { partnerId } = await signUp();
    const scope = await adminScope();
    const change = (id: string, wish: object) => changePartner(scope, id, { reason: null, ...wish });
    expect(await change('par_none', { status: 'paused' })).toEqual({ outcome: 'not_found' });
    expect(await change(partnerId, { termsKey: 'none' })).toEqual({ outcome: 'unknown_terms' });
    expect(await change(partnerId, { status: 'rejected' })).toEqual({ outcome: 'illegal', from: 'active' });
    expect(await standingsOf(partnerId)).toHaveLength(1);
  });

  it('of twenty admins who let an agency in and refuse it at once, one decides', async () => {
    const { partnerId } = await signUp({ kind: 'agency' });
    const scope = await adminScope();
    const wishes = Array.from(
      { length: 20 },
      (_, i) => (i % 2 ? 'active' : 'rejected') as 'active' | 'rejected',
    );
    await Promise.all(wishes.map((status) => changePartner(scope, partnerId, { status, reason: 'race' })));
    const standings = await standingsOf(partnerId);
    const { status } = await db.partner.findUniqueOrThrow({ where: { id: partnerId } });
    expect(standings.at(-1)?.status).toBe(status);
    // Every step is one the rules allow: rejected is never reached from active.
    const steps = standings.map(({ status: each }) => each);
    for (const [i, each] of steps.entries()) {
      if (each === 'rejected') expect(['pending', 'rejected']).toContain(steps[i - 1]);
    }
  });
});

describe('whose partner it is', () => {
  it('a partner sees and changes itself alone', async () => {
    const mine = await signUp();
    const theirs = await signUp();
    const scope = partnerScope(mine.partnerId);
    expect((await getPartner(scope, mine.partnerId))?.id).toBe(mine.partnerId);
    expect(await getPartner(scope, theirs.partnerId)).toBeNull();
    const { data } = await listPartners(scope, {}, { limit: 50 });
    expect(data.map(({ id }) => id)).toEqual([mine.partnerId]);
    expect(await listPartners(scope, { search: theirs.handle }, { limit: 50 })).toEqual({
      data: [],
      nextCursor: null,
    });
    expect(await changeProfile(scope, theirs.partnerId, { name: 'Mine now' })).toBeNull();
    expect((await changeProfile(scope, mine.partnerId, { name: 'New name' }))?.name).toBe('New name');
    expect((await db.partner.findUniqueOrThrow({ where: { id: theirs.partnerId } })).name).toBe('Ada');
  });

  it('an admin sees all, page by page, and finds by any part, wildcards being letters', async () => {
    const scope = await adminScope();
    const { partnerId, handle } = await signUp({ name: '100% Ada_Löve' });
    const find = async (search: string) =>
      (await listPartners(scope, { search }, { limit: 200 })).data.map(({ id }) => id);
    expect(await find(handle.toUpperCase())).toEqual([partnerId]);
    expect(await find('100% ada_l')).toEqual([partnerId]);
    expect(await find('1%')).toEqual([]);
    expect(await find('\\')).toEqual([]);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listPartners(scope, {}, { limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(await db.partner.count());
  });
});

describe('a partner made by an admin', () => {
  const wish = { handle: 'made', kind: 'affiliate' as const, name: 'Made', email: 'Made@People.test' };

  it('is active at once, without mail, with its link', async () => {
    const scope = await adminScope();
    const made = await createPartner(scope, { ...wish, termsKey: 'marketplace', rateBps: 1500n });
    if (made.outcome !== 'created') throw new Error(made.outcome);
    expect(made.partner).toMatchObject({
      status: 'active',
      termsKey: 'marketplace',
      rateBps: 1500n,
      email: 'made@people.test',
    });
    const links = await db.link.findMany({ where: { partnerId: made.partner.id } });
    expect(links).toMatchObject([{ code: 'made', isDefault: true }]);
    expect(await db.mail.count({ where: { to: 'made@people.test' } })).toBe(0);
    expect(await createPartner(scope, wish)).toEqual({ outcome: 'handle_taken' });
  });

  it('is refused with a bad handle or unknown terms', async () => {
    const scope = await adminScope();
    expect(await createPartner(scope, { ...wish, handle: 'a--b' })).toEqual({
      outcome: 'invalid_handle',
      problem: 'malformed',
    });
    expect(await createPartner(scope, { ...wish, handle: 'other', termsKey: 'none' })).toEqual({
      outcome: 'unknown_terms',
    });
  });
});
