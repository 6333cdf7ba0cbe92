import { randomBytes } from 'node:crypto';
import { expect, test } from '../fixtures';
import type { RunningPortal } from '../running-portal';

const signUp = (id: string) => ({
  type: 'customer.signed_up',
  timestamp: '2026-01-01T00:00:00Z',
  data: { customer: { id, email: `owner@${id}.test` } },
});

interface Listed {
  data: Array<{ externalId: string }>;
}

/** The customers there are, when everything accepted has been applied. */
async function customers(portal: RunningPortal): Promise<string[]> {
  await portal.moveClock('2026-01-01T00:00:00Z');
  const { data } = await portal.api<Listed>('GET', '/customers');
  return data.map(({ externalId }) => externalId);
}

test('a forged event is refused and leaves nothing', async ({ portal }) => {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  expect(await portal.send(signUp('forged'), { secret })).toBe(400);
  const unsigned = await fetch(`${portal.url}/webhooks/product`, {
    method: 'POST',
    body: JSON.stringify(signUp('unsigned')),
  });
  expect(unsigned.status).toBe(400);
  const stripe = await fetch(`${portal.url}/webhooks/stripe`, {
    method: 'POST',
    headers: { 'stripe-signature': 't=1,v1=00' },
    body: '{}',
  });
  expect(stripe.status).toBe(400);
  expect(await customers(portal)).toEqual([]);
});

test('an event that comes twice counts once', async ({ portal }) => {
  const again = { id: 'evt_again' };
  expect(await portal.send(signUp('acme'), again)).toBe(202);
  expect(await portal.send(signUp('acme'), again)).toBe(200);
  // the same event under another id, and another customer under the same id
  expect(await portal.send(signUp('acme'))).toBe(202);
  expect(await portal.send(signUp('other'), again)).toBe(200);
  expect(await customers(portal)).toEqual(['acme']);
});

test('a malformed event is told what is wrong with it, and applied never', async ({ portal }) => {
  for (const body of [
    '{"type":',
    '[]',
    JSON.stringify({ ...signUp('late'), timestamp: 'yesterday' }),
    JSON.stringify({ ...signUp('ahead'), timestamp: '2026-01-01T00:10:00Z' }),
    JSON.stringify({ ...signUp('nobody'), data: {} }),
    JSON.stringify({ ...signUp('x'), data: { customer: { id: 'x\u0000y', email: 'a@b.test' } } }),
  ]) {
    expect(await portal.send(body), body).toBe(400);
  }
  expect(await portal.send({ type: 'customer.danced', timestamp: '2026-01-01T00:00:00Z', data: {} })).toBe(
    202,
  );
  expect(await customers(portal)).toEqual([]);
});

test('a body of 2 MiB is refused unread, signed or not', async ({ portal }) => {
  const event = { ...signUp('big'), note: 'x'.repeat(2 * 1024 * 1024) };
  expect(await portal.send(event)).toBe(413);
  expect(await customers(portal)).toEqual([]);
});
