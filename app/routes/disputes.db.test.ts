import { beforeEach, expect, it } from 'vitest';
import { addDays } from '~/kernel/time';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { makeAdmin, requestWith, signedInCookie, signUp } from '~/test-support/builders/people';
import { happen } from '~/test-support/builders/referred';
import { truncateAll } from '~/test-support/db';
import { action as decide } from './admin/dispute-decision';
import { loader as adminPage } from './admin/disputes.$id';
import { loader as page, action as say } from './portal/disputes.$id';

const start = Date.parse('2026-05-03T12:00:00Z');

beforeEach(truncateAll);

/** Two agencies invited acme.dev, the second lost. */
async function contested() {
  await setClock({ at: addDays(start, 9), running: false });
  const [first, second] = [
    await signUp({ kind: 'agency', handle: 'first' }),
    await signUp({ kind: 'agency', handle: 'second' }),
  ];
  await db.partner.updateMany({ data: { status: 'active' } });
  const invited = (partnerHandle: string, day: number) => ({
    ...{ type: 'client.invited', at: addDays(start, day), data: { partnerHandle, domain: 'acme.dev' } },
  });
  await happen(invited('first', 0), invited('second', 1), {
    ...{ type: 'customer.signed_up', at: addDays(start, 2) },
    data: { customer: { id: 'acme-inc', email: 'ann@acme.dev' } },
  });
  const { id } = await db.attributionConflict.findFirstOrThrow({ where: { loserId: second.partnerId } });
  return { first, second, conflictId: id };
}

/** A request of a signed-in person, with a form when there is one. */
function asked(cookie: string, id: string, form?: Record<string, string>) {
  const request = requestWith(cookie, `/disputes/${id}`, form ? 'POST' : 'GET');
  const body = form && new URLSearchParams(form);
  return { request: body ? new Request(request, { body }) : request, params: { id }, context: {} };
}

/** The status of what a route answers or throws, and where it leads. */
async function answer(work: Promise<unknown>): Promise<[number, string | null]> {
  const got = await work.catch((error: unknown) => error);
  if (got instanceof Response) return [got.status, got.headers.get('Location')];
  const init = (got as { init?: { status?: number } | null } | null)?.init;
  return [init?.status ?? 200, null];
}

it('a claim is said by a manager of who lost, in words, once', async () => {
  const { first, second, conflictId } = await contested();
  const [mine, other] = [
    await signedInCookie({ id: second.userId, role: 'partner' }),
    await signedInCookie({ id: first.userId, role: 'partner' }),
  ];
  const statement = 'We hold a contract of March with them.';
  expect(await answer(page(asked(mine, conflictId)))).toEqual([200, null]);
  expect(await answer(page(asked(mine, 'cnf_none')))).toEqual([404, null]);
  expect(await answer(say(asked(mine, conflictId, { statement: 'Mine.' })))).toEqual([422, null]);
  expect(await answer(say(asked(other, conflictId, { statement })))).toEqual([404, null]);
  await db.partnerMember.updateMany({ where: { userId: second.userId }, data: { role: 'viewer' } });
  expect(await answer(say(asked(mine, conflictId, { statement })))).toEqual([403, null]);
  expect(await db.attributionDispute.count()).toBe(0);
  await db.partnerMember.updateMany({ where: { userId: second.userId }, data: { role: 'manager' } });
  for (const _time of [1, 2])
    expect(await answer(say(asked(mine, conflictId, { statement })))).toEqual([
      302,
      `/disputes/${conflictId}`,
    ]);
  expect(await db.attributionDispute.findMany()).toMatchObject([{ statement, partnerId: second.partnerId }]);
});

it('a decision needs an admin, the second factor, and a reason', async () => {
  const { second, conflictId } = await contested();
  const mine = await signedInCookie({ id: second.userId, role: 'partner' });
  await say(asked(mine, conflictId, { statement: 'We hold a contract of March with them.' }));
  const { id } = await db.attributionDispute.findFirstOrThrow();
  const admin = await makeAdmin({ withSecondFactor: true });
  const plain = await signedInCookie({ id: admin.userId, role: 'admin' });
  const stepped = await signedInCookie({ id: admin.userId, role: 'admin' }, { steppedUp: true });
  const word = { outcome: 'upheld', reason: 'The contract is older.', evidence: '' };
  const page = `/admin/disputes/${id}`;
  const toStepUp = `/step-up?returnTo=${encodeURIComponent(`${page}?decide=yes`)}`;
  expect(await answer(decide(asked(mine, id, word)))).toEqual([404, null]);
  expect(await answer(decide(asked(plain, id, word)))).toEqual([302, toStepUp]);
  expect(await answer(decide(asked(stepped, id, { ...word, reason: ' ' })))).toEqual([422, null]);
  expect(await answer(decide(asked(stepped, id, { ...word, outcome: 'maybe' })))).toEqual([422, null]);
  expect(await answer(decide(asked(stepped, 'dsp_none', word)))).toEqual([404, null]);
  expect(await adminPage(asked(plain, id))).toMatchObject({ upholdable: true, decides: false });
  expect(await answer(decide(asked(stepped, id, word)))).toEqual([302, `${page}?result=decided`]);
  expect(await answer(decide(asked(stepped, id, word)))).toEqual([302, `${page}?result=decided_before`]);
  expect(await adminPage(asked(plain, id))).toMatchObject({
    upholdable: false,
    file: { dispute: { outcome: 'upheld' } },
  });
});
