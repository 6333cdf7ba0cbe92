import { beforeEach, describe, expect, it } from 'vitest';
import type { AdminScope } from '~/domain/identity/scope';
import { openDispute } from '~/flows/open-dispute.server';
import { addDays } from '~/kernel/time';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { writeAgency, writeProject } from '~/test-support/builders/book';
import { happen } from '~/test-support/builders/referred';
import { truncateAll } from '~/test-support/db';
import { getConflict, listConflicts } from './client-conflicts.server';
import { loadDispute } from './client-dispute.server';
import { listDisputes } from './client-disputes.server';

const start = Date.parse('2026-05-03T12:00:00Z');
const admin: AdminScope = { kind: 'admin', userId: 'usr-admin', keyId: null };
const all = { limit: 50 };

beforeEach(truncateAll);

/** first invited acme.dev before second did; third has nothing to do with it. */
async function contested() {
  const [first, second, third] = [
    await writeAgency('first'),
    await writeAgency('second'),
    await writeAgency('third'),
  ];
  await setClock({ at: addDays(start, 9), running: false });
  const invited = (partnerHandle: string, day: number) => ({
    ...{ type: 'client.invited', at: addDays(start, day), data: { partnerHandle, domain: 'acme.dev' } },
  });
  await happen(invited('first', 0), invited('second', 1), {
    ...{ type: 'customer.signed_up', at: addDays(start, 2) },
    data: { customer: { id: 'acme-inc', email: 'ann@acme.dev', name: 'Ann Example' } },
  });
  return { first, second, third };
}

describe('a conflict', () => {
  it('is seen by its two partners, each as much as it may see, and by nobody else', async () => {
    const { first, second, third } = await contested();
    const [lost, ...none] = (await listConflicts(second.scope, all)).data;
    expect(none).toEqual([]);
    expect(lost).toMatchObject({
      ...{ side: 'lost', credited: false, reason: 'a_later_invitation', customerId: null, dispute: null },
      who: 'a customer of acme.dev who signed up on 5 May 2026',
    });
    const won = (await listConflicts(first.scope, all)).data[0];
    expect(won).toMatchObject({ side: 'won', credited: true, who: 'a…@acme.dev' });
    expect((await listConflicts(third.scope, all)).data).toEqual([]);
    expect(await getConflict(second.scope, lost?.id ?? '')).toEqual(lost);
    expect(await getConflict(third.scope, lost?.id ?? '')).toBeUndefined();
    expect(JSON.stringify([won, lost])).not.toMatch(/ann@|Ann Example|acme-inc/);
  });

  it('is listed page by page, newest first', async () => {
    const { second } = await contested();
    const { id: customerId } = await db.customer.findFirstOrThrow();
    for (const loserId of [second.id]) {
      const { id } = await db.attributionConflict.findFirstOrThrow({ where: { customerId, loserId } });
      expect(await listConflicts(second.scope, { limit: 1 })).toMatchObject({
        data: [{ id }],
        nextCursor: null,
      });
    }
    const at = new Date(start);
    const email = 'x@x.dev';
    const own = { email, emailDomain: 'x.dev', signedUpAt: at, createdAt: at };
    for (const n of [1, 2, 3]) {
      await db.customer.create({ data: { ...own, id: `cus_${n}`, externalId: `x${n}` } });
      const row = { id: `cnf_${n}`, customerId: `cus_${n}`, loserId: second.id, reason: 'agency_first', at };
      await db.attributionConflict.create({ data: row });
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listConflicts(second.scope, { limit: 1, ...(cursor && { cursor }) });
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen.slice(1)).toEqual(['cnf_3', 'cnf_2', 'cnf_1']);
    expect(seen).toHaveLength(4);
  });
});

describe('a dispute', () => {
  it('shows the own words to who said them, to the other side that it waits, to an admin everything', async () => {
    const { first, second } = await contested();
    const [lost] = (await listConflicts(second.scope, all)).data;
    await writeProject(second, { name: 'Acme', domain: 'acme.dev', createdAt: start, sentAt: start });
    await openDispute(second.scope, { conflictId: lost?.id ?? '', statement: 'Signed in March.' });
    const dispute = { outcome: null, decidedAt: null, openedAt: addDays(start, 9) };
    expect((await listConflicts(second.scope, all)).data[0]?.dispute).toMatchObject({
      ...dispute,
      statement: 'Signed in March.',
    });
    expect((await listConflicts(first.scope, all)).data[0]?.dispute).toMatchObject({
      ...dispute,
      statement: null,
    });

    const [row] = (await listDisputes(admin, 'waiting', all)).data;
    expect(row).toMatchObject({
      partner: { name: 'second' },
      credited: { name: 'first' },
      customer: { externalId: 'acme-inc' },
    });
    expect((await listDisputes(admin, 'decided', all)).data).toEqual([]);
    const file = await loadDispute(admin, row?.id ?? '');
    expect(file).toMatchObject({
      dispute: { statement: 'Signed in March.', outcome: null },
      customer: { email: 'ann@acme.dev', credited: { partnerId: first.id, reason: 'agency' } },
      conflicts: [{ loserId: second.id, winnerId: first.id }],
      invitations: [{ partnerId: first.id }, { partnerId: second.id }],
      handoffs: [{ partnerId: second.id, acceptedAt: null }],
      names: { [first.id]: 'first', [second.id]: 'second' },
    });
    expect(file?.decisions[0]?.evidence[0]?.verdict).toBe('a_later_invitation');
    expect(await loadDispute(admin, 'dsp_none')).toBeUndefined();
  });
});
