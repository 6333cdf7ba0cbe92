import { beforeEach, describe, expect, it } from 'vitest';
import { nextNoticeAt } from '~/domain/reporting/client-notices';
import { addDays, addMonths } from '~/kernel/time';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { writeAgency, writeClients, writeProject } from '~/test-support/builders/book';
import { happen } from '~/test-support/builders/referred';
import { ownerPool, truncateAll } from '~/test-support/db';
import { noticeClients } from './notice-clients.server';
import { runSchedules } from './run-schedules.server';

const start = Date.parse('2026-01-10T12:00:00Z');
// the first payment, from which the twelve months run, comes 61 minutes after the invitation
const until = addMonths(start + 61 * 60_000, 12);

beforeEach(truncateAll);

const notices = async () => {
  const rows = await db.partnerNotice.findMany({ orderBy: [{ at: 'asc' }, { kind: 'asc' }] });
  return rows.map(({ kind, at }) => `${kind} ${at.toISOString().slice(0, 10)}`);
};
const mails = async (about: string) =>
  (await db.mail.findMany({ where: { subject: { contains: about } }, orderBy: { to: 'asc' } })).map(
    ({ to }) => to,
  );

/** An agency with an owner, a manager, a viewer and one who left; a client since January, an offer of December. */
async function agencyAtWork() {
  const agency = await writeAgency('solo');
  const people = [
    ['owner', null],
    ['manager', null],
    ['viewer', null],
    ['manager', new Date(start)],
  ] as const;
  for (const [n, [role, leftAt]] of people.entries()) {
    const id = `usr-${n}`;
    await db.user.create({ data: { id, email: `${role}-${n}@solo.test`, name: role } });
    await db.partnerMember.create({
      data: { partnerId: agency.id, userId: id, role, joinedAt: new Date(0), leftAt },
    });
  }
  await setClock({ at: addDays(start, 1), running: false });
  await writeClients(agency, { name: 'client', count: 1, from: start });
  return agency;
}

const ownAddresses = ['manager-1@solo.test', 'owner-0@solo.test', 'solo@partner.test'];

describe('what is near', () => {
  it('is told at 60 and 30 days and after seven days without an answer, once each, to those who may act', async () => {
    const agency = await agencyAtWork();
    const sentAt = addDays(until, -65);
    await writeProject(agency, { name: 'New', domain: 'new.dev', createdAt: start, sentAt });
    // the days around each mark, one after the other
    for (const day of [-61, -60, -59, -58, -57, -31, -30, -29, -1, 1]) {
      const at = nextNoticeAt(addDays(until, day - 1));
      await setClock({ at, running: false });
      await noticeClients(at);
    }
    expect(await notices()).toEqual([
      'months_ending_60 2026-11-12',
      'handoff_stuck 2026-11-14',
      'months_ending_30 2026-12-12',
    ]);
    expect(await mails('The 12 months of client-0 end on 10 Jan 2027')).toEqual(
      [...ownAddresses, ...ownAddresses].sort(),
    );
    expect(await mails('Your handoff to New has had no answer')).toEqual(ownAddresses);
  });

  it('is the same for a worker that was away for months', async () => {
    const agency = await agencyAtWork();
    await runSchedules();
    const sentAt = addDays(until, -65);
    await writeProject(agency, { name: 'New', domain: 'new.dev', createdAt: start, sentAt });
    await setClock({ at: addDays(until, 5), running: false });
    await runSchedules();
    expect(await notices()).toEqual([
      'months_ending_60 2026-11-12',
      'handoff_stuck 2026-11-14',
      'months_ending_30 2026-12-12',
    ]);
    const before = await db.mail.count();
    await runSchedules();
    expect(await db.mail.count()).toBe(before);
  });

  it('is told once by two workers at a time', async () => {
    await agencyAtWork();
    const at = nextNoticeAt(addDays(until, -60));
    await setClock({ at, running: false });
    await Promise.all([noticeClients(at), noticeClients(at), noticeClients(at)]);
    expect(await notices()).toEqual(['months_ending_60 2026-11-12']);
    expect(await mails('The 12 months of client-0')).toEqual(ownAddresses);
  });

  it('is nothing of a client that is gone, an offer that was answered, a project put away', async () => {
    const agency = await agencyAtWork();
    const at = nextNoticeAt(addDays(until, -60));
    const sentAt = addDays(at, -8);
    const answered = await writeProject(agency, {
      name: 'Answered',
      domain: 'b.dev',
      createdAt: start,
      sentAt,
    });
    await db.handoff.update({ where: { id: answered.handoffId }, data: { declinedAt: new Date(at) } });
    const away = await writeProject(agency, { name: 'Away', domain: 'c.dev', createdAt: start, sentAt });
    await db.clientProject.update({ where: { id: away.id }, data: { archivedAt: new Date(at) } });
    await setClock({ at, running: false });
    await happen({
      ...{ type: 'subscription.canceled', at: addDays(at, -1) },
      data: { customerId: 'client-0', subscriptionId: 's' },
    });
    await noticeClients(at);
    expect(await notices()).toEqual([]);
  });

  it('cannot be untold', async () => {
    await agencyAtWork();
    const at = nextNoticeAt(addDays(until, -60));
    await setClock({ at, running: false });
    await noticeClients(at);
    await expect(ownerPool.query('delete from partner_notice')).rejects.toThrow(/append-only/);
  });
});
