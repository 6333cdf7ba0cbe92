import { beforeEach, describe, expect, it } from 'vitest';
import { checkBooks } from '~/flows/check-books.server';
import { DAY_MS } from '~/kernel/time';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { type BuiltPartner, writePartner } from '~/test-support/builders/links';
import { invitationMailedTo, memberScope } from '~/test-support/builders/members';
import { PASSWORD } from '~/test-support/builders/people';
import { referCustomer } from '~/test-support/builders/referred';
import { truncateAll } from '~/test-support/db';
import { joinByMemberInvitation } from './accept-member-invitation.server';
import { leaveWorkspace } from './change-member.server';
import { inviteMember } from './invite-member.server';
import { settleDue } from './settle.server';

const start = Date.parse('2026-01-05T12:00:00Z');

/** mia with an owner at mia.dev, and a customer at river.dev that has paid. */
async function referred(): Promise<BuiltPartner> {
  const partner = await writePartner('mia');
  await db.user.create({ data: { id: 'usr-mia', email: 'mia@mia.dev', name: 'Mia' } });
  await db.partnerMember.create({
    data: { partnerId: partner.id, userId: 'usr-mia', role: 'owner', joinedAt: new Date(0) },
  });
  await setClock({ at: start + 200 * DAY_MS, running: false });
  await referCustomer(partner, { name: 'river', clickedAt: start });
  return partner;
}

async function joins(partner: BuiltPartner, email: string): Promise<string> {
  await inviteMember(memberScope(partner.id, 'usr-mia'), { email, role: 'viewer' });
  const secret = await invitationMailedTo(email);
  const joined = await joinByMemberInvitation({ secret, name: 'Ann', password: PASSWORD, ip: '' });
  if (joined.outcome !== 'joined') throw new Error(joined.outcome);
  while ((await settleDue()) > 0);
  return joined.userId;
}

const flagged = async () => {
  const referral = await db.referral.findFirstOrThrow();
  const commissions = await db.commission.findMany({ where: { withdrawnAt: null } });
  return [referral.selfReferral, ...commissions.map(({ frozen }) => frozen)];
};

describe('a new member makes a self-referral of a customer', () => {
  beforeEach(truncateAll);

  it.each(['bob@river.dev', 'ann@river.dev'])('%s: the books follow at once and stay so', async (email) => {
    const partner = await referred();
    expect(await flagged()).toEqual([false, false]);
    const userId = await joins(partner, email);
    expect(await flagged()).toEqual([true, true]);
    // who ever belonged counts
    await leaveWorkspace(memberScope(partner.id, userId, 'viewer'));
    await db.customer.updateMany({ data: { settleAt: new Date(0) } });
    while ((await settleDue()) > 0);
    expect(await flagged()).toEqual([true, true]);
    expect((await checkBooks()).findings).toEqual([]);
  });

  it('of another domain changes nothing', async () => {
    const partner = await referred();
    const [customer] = await db.customer.findMany();
    await joins(partner, 'ann@lake.dev');
    expect(await flagged()).toEqual([false, false]);
    expect(await db.customer.findMany()).toEqual([customer]);
  });
});
