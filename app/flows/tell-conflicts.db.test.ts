import { beforeEach, describe, expect, it } from 'vitest';
import { db } from '~/platform/db.server';
import { transaction } from '~/platform/transaction.server';
import { writePartner } from '~/test-support/builders/links';
import { truncateAll } from '~/test-support/db';
import { type Conflict, tellConflicts } from './tell-conflicts.server';

const signedUpAt = new Date('2026-05-03T12:00:00Z');

beforeEach(async () => {
  await truncateAll();
  for (const handle of ['winner', 'loser']) await writePartner(handle);
  await db.customer.create({
    data: {
      ...{ id: 'cus_1', externalId: 'acme-inc', email: 'ann@acme.dev', name: 'Ann Example' },
      ...{ matchDomain: 'acme.dev', emailDomain: 'acme.dev', signedUpAt, createdAt: signedUpAt },
    },
  });
});

const conflict: Conflict = {
  ...{ customerId: 'cus_1', winnerId: 'par-winner', loserId: 'par-loser', reason: 'agency_first' },
};
const tell = (rows: Conflict[]) => transaction((tx) => tellConflicts(tx, rows));
const mailTo = async (handle: string) => db.mail.findMany({ where: { to: `${handle}@partner.test` } });

describe('a conflict', () => {
  it('is told to both, without the other’s name, to the loser without the customer’s', async () => {
    await tell([conflict]);
    const [lost, ...more] = await mailTo('loser');
    expect(more).toEqual([]);
    expect(lost?.text).toContain('a customer who signed up on 3 May 2026');
    expect(lost?.text).toContain('an agency’s handoff or invitation comes before clicks');
    expect(lost?.text).toContain('/disputes');
    expect(lost?.text).not.toMatch(/acme|ann|winner/i);
    const [won] = await mailTo('winner');
    expect(won?.text).toContain('a…@acme.dev');
    expect(won?.text).not.toMatch(/ann@|acme-inc|Example|loser/);
  });

  it('names the domain to who had named it', async () => {
    await db.invitation.create({
      data: {
        ...{ id: 'inv_1', partnerId: 'par-loser', domain: 'acme.dev', at: new Date(0) },
        expiresAt: new Date(1),
      },
    });
    await tell([{ ...conflict, reason: 'a_later_invitation' }]);
    expect((await mailTo('loser'))[0]?.text).toContain('a customer of acme.dev who signed up on 3 May 2026');
  });

  it('that nobody won is told to the loser', async () => {
    await tell([{ ...conflict, winnerId: null }]);
    expect(await db.mail.count()).toBe(1);
  });

  it('is told once, also by two workers at a time', async () => {
    await Promise.all([tell([conflict]), tell([conflict]), tell([conflict])]);
    await tell([conflict]);
    expect(await mailTo('loser')).toHaveLength(1);
    expect(await mailTo('winner')).toHaveLength(1);
  });

  it('of a customer that is not there is nothing', async () => {
    await tell([{ ...conflict, customerId: 'cus_none' }]);
    await tell([]);
    expect(await db.mail.count()).toBe(0);
  });
});
