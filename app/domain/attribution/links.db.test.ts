import { beforeEach, describe, expect, it } from 'vitest';
import type { Scope } from '~/domain/identity/scope';
import { db } from '~/platform/db.server';
import { transaction } from '~/platform/transaction.server';
import { writeLink, writePartner } from '~/test-support/builders/links';
import { truncateAll } from '~/test-support/db';
import { archiveLink, createDefaultLink, createLink, getLink, listLinks, updateLink } from './links.server';

const admin: Scope = { kind: 'admin', userId: 'admin', keyId: null };
const partnerScope = (partnerId: string): Scope => ({
  kind: 'partner',
  partnerId,
  userId: null,
  keyId: null,
  role: 'owner',
});
const allowedHosts = ['emdash.dev'];
const wanted = (partnerId: string) => ({
  partnerId,
  destination: 'https://emdash.dev/',
  source: 'direct_link' as const,
  allowedHosts,
  at: 0,
});

beforeEach(truncateAll);

describe('createLink', () => {
  it('keeps the code as written and the destination as the parser spells it', async () => {
    const alice = await writePartner('alice');
    const created = await createLink(db, {
      ...wanted(alice.id),
      code: 'Alice_Blog-1',
      destination: 'HTTPS://EMDASH.DEV/a?x=1',
      source: 'content',
      label: 'Blog',
    });
    expect(created).toMatchObject({
      outcome: 'created',
      link: {
        code: 'Alice_Blog-1',
        destination: 'https://emdash.dev/a?x=1',
        source: 'content',
        label: 'Blog',
        isDefault: false,
        clicks: 0,
      },
    });
  });

  it('makes a code up when none is asked for', async () => {
    const alice = await writePartner('alice');
    const created = await createLink(db, wanted(alice.id));
    expect(created.outcome === 'created' && created.link.code).toMatch(/^[A-Za-z0-9]{7}$/);
  });

  it.each(['a', '', 'a b', 'a/b', 'ä-ä', 'x'.repeat(65), '<script>', 'a\0b', '../..'])(
    'refuses the code %j',
    async (code) => {
      const alice = await writePartner('alice');
      expect(await createLink(db, { ...wanted(alice.id), code })).toEqual({ outcome: 'invalid_code' });
    },
  );

  it('refuses a taken code, whatever its case, and leaves the transaction usable', async () => {
    const alice = await writePartner('alice');
    await writeLink(alice, { code: 'Taken' });
    const outcomes = await transaction(async (tx) => {
      const first = await createLink(tx, { ...wanted(alice.id), code: 'tAKEN' });
      const second = await createLink(tx, { ...wanted(alice.id), code: 'free' });
      return [first.outcome, second.outcome];
    });
    expect(outcomes).toEqual(['code_taken', 'created']);
  });

  it('gives one of many who want the same code at once', async () => {
    const alice = await writePartner('alice');
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const code = index % 2 ? 'wanted' : 'WANTED';
        return (await transaction((tx) => createLink(tx, { ...wanted(alice.id), code }))).outcome;
      }),
    );
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
  });

  it('refuses a host that is not allowed, and a partner nobody knows', async () => {
    const alice = await writePartner('alice');
    expect(await createLink(db, { ...wanted(alice.id), destination: 'https://evil.example' })).toEqual({
      outcome: 'invalid_destination',
      problem: 'host_not_allowed',
    });
    expect(await createLink(db, wanted('nobody'))).toEqual({ outcome: 'unknown_partner' });
  });
});

describe('createDefaultLink', () => {
  it('takes the handle for its code, or something like it', async () => {
    const alice = await writePartner('alice');
    expect(alice.defaultLink).toMatchObject({
      code: 'alice',
      destination: 'https://emdash.dev',
      isDefault: true,
    });
    await writeLink(alice, { code: 'Bob' });
    const bob = await writePartner('bob');
    expect(bob.defaultLink.code).toMatch(/^bob-[A-Za-z0-9]{3,6}$/);
  });

  it('is one per partner', async () => {
    const alice = await writePartner('alice');
    const again = createDefaultLink(db, { id: alice.id, handle: 'alice-2', createdAt: new Date(0) });
    await expect(again).rejects.toThrow(/unique|one_default/i);
  });
});

describe('lists', () => {
  it('shows each partner its own, newest first, page by page, and an admin all', async () => {
    const alice = await writePartner('alice');
    const bob = await writePartner('bob');
    for (let i = 0; i < 4; i++) await writeLink(alice, { code: `a-${i}` });
    const first = await listLinks(partnerScope(alice.id), {}, { limit: 3 });
    expect(first.data).toHaveLength(3);
    const cursor = first.nextCursor ?? '';
    const rest = await listLinks(partnerScope(alice.id), {}, { limit: 3, cursor });
    expect(rest.nextCursor).toBeNull();
    const codes = [...first.data, ...rest.data].map(({ code }) => code);
    expect([...codes].sort()).toEqual(['a-0', 'a-1', 'a-2', 'a-3', 'alice']);
    const forced = await listLinks(partnerScope(alice.id), { partnerId: bob.id }, { limit: 50 });
    expect(forced.data).toHaveLength(5);
    expect((await listLinks(admin, {}, { limit: 50 })).data).toHaveLength(6);
    expect(
      (await listLinks(admin, { partnerId: bob.id }, { limit: 50 })).data.map(({ code }) => code),
    ).toEqual(['bob']);
  });

  it('counts from the roll-up', async () => {
    const alice = await writePartner('alice');
    const { id: linkId, partnerId, source } = alice.defaultLink;
    for (const day of ['2026-03-01', '2026-03-02']) {
      await db.clickDaily.create({
        data: { linkId, partnerId, source, day: new Date(day), clicks: 5, uniqueClicks: 3, bots: 9 },
      });
    }
    expect(await getLink(admin, linkId)).toMatchObject({ clicks: 10, uniqueClicks: 6 });
  });
});

describe('changes', () => {
  it('of the own link only: another’s is not there', async () => {
    const alice = await writePartner('alice');
    const bob = partnerScope((await writePartner('bob')).id);
    const { id } = await writeLink(alice);
    expect(await getLink(bob, id)).toBeNull();
    expect(await updateLink(db, bob, { id, label: 'mine', allowedHosts })).toEqual({ outcome: 'not_found' });
    expect(await archiveLink(db, bob, { id, at: 1 })).toEqual({ outcome: 'not_found' });
    expect(await getLink(partnerScope(alice.id), id)).toMatchObject({ label: null, archivedAt: null });
  });

  it('of the destination are held to the same hosts', async () => {
    const alice = await writePartner('alice');
    const own = partnerScope(alice.id);
    const { id } = await writeLink(alice);
    expect(
      await updateLink(db, own, { id, destination: 'https://evil.example', allowedHosts }),
    ).toMatchObject({ outcome: 'invalid_destination' });
    expect(
      await updateLink(db, own, { id, destination: 'https://emdash.dev/new', label: 'New', allowedHosts }),
    ).toMatchObject({
      outcome: 'updated',
      link: { destination: 'https://emdash.dev/new', label: 'New' },
    });
  });

  it('end with the archive; the default link stays', async () => {
    const alice = await writePartner('alice');
    const own = partnerScope(alice.id);
    const { id } = await writeLink(alice);
    expect(await archiveLink(db, own, { id, at: 7 })).toMatchObject({
      outcome: 'archived',
      link: { archivedAt: 7 },
    });
    expect(await archiveLink(db, own, { id, at: 8 })).toMatchObject({
      outcome: 'archived',
      link: { archivedAt: 7 },
    });
    expect(await updateLink(db, own, { id, label: 'x', allowedHosts })).toEqual({ outcome: 'archived' });
    expect(await archiveLink(db, own, { id: alice.defaultLink.id, at: 7 })).toEqual({
      outcome: 'is_default',
    });
    expect((await listLinks(own, { isArchived: false }, { limit: 50 })).data.map(({ code }) => code)).toEqual(
      ['alice'],
    );
    expect((await listLinks(own, { isArchived: true }, { limit: 50 })).data.map((link) => link.id)).toEqual([
      id,
    ]);
  });
});
