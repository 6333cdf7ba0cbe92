import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '~/kernel/time';
import { ownerPool, testDatabaseUrl } from '~/test-support/db';
import { openProduct } from '~/test-support/product';
import { eventually, startWorkerProcess, type WorkerProcess } from '~/test-support/worker';

const product = await openProduct();
const { db } = await import('~/platform/db.server');
const { transaction } = await import('~/platform/transaction.server');
const { setClock, now } = await import('~/platform/clock.server');
const { moveClock } = await import('./move-clock.server');
const { deliverWebhooks, drainWebhooks } = await import('./deliver-webhooks.server');
const { queueProductEvent } = await import('./queue-webhooks.server');
const { redeliverWebhook } = await import('./redeliver-webhook.server');
const { buildUser } = await import('~/test-support/builders/payouts');

const START = Date.UTC(2026, 0, 10, 12);
const workers: WorkerProcess[] = [];

// The clock stands, and goes forward only.
beforeAll(() => setClock({ at: START, running: false }));
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.end()));
  await product.clearFaults();
});
afterAll(() => product.close());

let made = 0;

/** A message about a handoff of its own. */
async function queued(version = 1, handoffId = `ho_${++made}`) {
  // what a careless serialisation would change: order of keys, numbers, characters beyond ASCII
  const document = { 10: 'ten', 2: 'two', b: 1e21, a: 'Grüße 🐧 </script>', deep: [{}, [], null, 0.1] };
  const data = {
    handoffId,
    version,
    acceptedAt: new Date(now()).toISOString(),
    agency: { handle: 'lines', name: 'Lines' },
    client: { name: 'Acme', domain: 'acme.dev', contactName: 'Ann', contactEmail: 'ann@acme.dev' },
    access: 'configure',
    manifestHash: '0'.repeat(64),
    configurations: [{ name: 'Production', version: 3, sha256: '1'.repeat(64), document }],
  };
  const subject = `handoff:${handoffId}`;
  const id = await transaction((tx) =>
    queueProductEvent(tx, { type: 'client.handed_off', subject, at: now(), data }),
  );
  if (id === null) throw new Error('the product is off');
  return id;
}

const deliveryOf = (id: string) =>
  db.webhookDelivery.findUniqueOrThrow({ where: { id }, include: { tries: { orderBy: { number: 'asc' } } } });
const arrivalOf = async (id: string) => (await product.arrivals()).find(({ webhookId }) => webhookId === id);
const admin = async () => ({
  kind: 'admin' as const,
  userId: (await buildUser({ role: 'admin' })).id,
  keyId: null,
});

it('arrives byte for byte, signed, once', async () => {
  const id = await queued();
  expect(await deliverWebhooks()).toBe(1);
  expect(await deliverWebhooks()).toBe(0);
  const delivery = await deliveryOf(id);
  const arrival = await arrivalOf(id);
  expect(Buffer.from(arrival?.body ?? '', 'base64').toString('utf8')).toBe(delivery.body);
  expect(arrival).toMatchObject({
    times: 1,
    sha256: createHash('sha256').update(delivery.body).digest('hex'),
  });
  expect(delivery).toMatchObject({
    attempts: 1,
    dueAt: null,
    givenUpAt: null,
    leaseUntil: null,
    lastStatus: 200,
  });
  expect(delivery.deliveredAt).toEqual(new Date(now()));
  expect(delivery.tries).toMatchObject([
    { number: 1, status: 200, error: null, answer: '{"status":"stored"}' },
  ]);
});

it('is rolled back with its cause', async () => {
  const before = await db.webhookDelivery.count();
  const failing = transaction(async (tx) => {
    await queueProductEvent(tx, { type: 'client.handed_off', subject: 'handoff:none', at: now(), data: {} });
    throw new Error('the cause fails');
  });
  await expect(failing).rejects.toThrow('the cause fails');
  expect(await db.webhookDelivery.count()).toBe(before);
});

it('is tried again after a 500, by the program’s clock, with the same id', async () => {
  await product.fault({ kind: 'status', status: 500 });
  const id = await queued();
  const at = now();
  await deliverWebhooks();
  const failed = await deliveryOf(id);
  expect(failed).toMatchObject({ deliveredAt: null, lastStatus: 500, lastError: 'It answered 500.' });
  const pause = (failed.dueAt?.getTime() ?? 0) - at;
  expect(pause).toBeGreaterThanOrEqual(4500);
  expect(pause).toBeLessThanOrEqual(5500);
  expect(await deliverWebhooks()).toBe(0);
  await setClock({ at: at + 5500, running: false });
  expect(await deliverWebhooks()).toBe(1);
  const delivered = await deliveryOf(id);
  expect(delivered.deliveredAt).not.toBeNull();
  expect(delivered.tries.map(({ status }) => status)).toEqual([500, 200]);
  expect(await arrivalOf(id)).toMatchObject({ times: 1 });
});

it('that the product took without answering in time is sent again and has one effect', async () => {
  await product.fault({ kind: 'delay', ms: 1500 });
  const id = await queued();
  await deliverWebhooks({ patienceMs: 300 });
  expect((await deliveryOf(id)).tries).toMatchObject([
    { status: null, answer: null, error: 'No answer within 0.3 seconds.' },
  ]);
  await setClock({ at: now() + 6000, running: false });
  await deliverWebhooks();
  expect((await deliveryOf(id)).tries[1]).toMatchObject({ status: 200, answer: '{"status":"repeated"}' });
  expect(await arrivalOf(id)).toMatchObject({ times: 2 });
});

it.each([
  [{ kind: 'status', status: 302 }, 302, 'It answered 302: redirects are not followed.'],
  [{ kind: 'no_answer' }, null, 'No answer: ECONNRESET.'],
])('%j does not count as delivered', async (fault, status, error) => {
  await product.fault(fault);
  const id = await queued();
  await deliverWebhooks();
  const { tries, deliveredAt, dueAt } = await deliveryOf(id);
  expect(tries).toMatchObject([{ status, error }]);
  expect(deliveredAt).toBeNull();
  expect(dueAt).not.toBeNull();
  await setClock({ at: now() + 6000, running: false });
  await deliverWebhooks();
});

it('410 gives it up at once', async () => {
  await product.fault({ kind: 'status', status: 410 });
  const id = await queued();
  await deliverWebhooks();
  expect(await deliveryOf(id)).toMatchObject({ dueAt: null, givenUpAt: new Date(now()), lastStatus: 410 });
});

it('is tried with growing pauses for three days, in order as the clock passes, then given up; an admin sends the same bytes again', async () => {
  await product.fault({ kind: 'status', status: 503, times: 1000 });
  const id = await queued();
  const at = now();
  await moveClock(at + 10 * DAY_MS);
  const given = await deliveryOf(id);
  const hours = given.tries.map((one) => (one.at.getTime() - at) / HOUR_MS);
  expect(given.tries.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(hours[0]).toBe(0);
  expect(hours.at(-1)).toBe(72);
  const pauses = hours.slice(1, -1).map((hour, i) => hour - (hours[i] ?? 0));
  const planned = [5 / 3600, 5 / 60, 0.5, 2, 5, 10, 14, 20];
  for (const [i, pause] of pauses.entries()) {
    expect(Math.abs(pause / (planned[i] ?? 0) - 1)).toBeLessThanOrEqual(0.101);
  }
  expect(given).toMatchObject({ dueAt: null, givenUpAt: new Date(at + 3 * DAY_MS), attempts: 10 });
  expect(await arrivalOf(id)).toBeUndefined();

  await product.clearFaults();
  expect(await redeliverWebhook({ by: await admin(), id, at: now() })).toBe('queued');
  expect(await drainWebhooks()).toBe(1);
  const again = await deliveryOf(id);
  expect(again).toMatchObject({ givenUpAt: null, dueAt: null, attempts: 11, body: given.body });
  expect(Buffer.from((await arrivalOf(id))?.body ?? '', 'base64').toString()).toBe(given.body);
  expect(await db.auditEntry.findFirst({ where: { subjectId: id } })).toMatchObject({
    action: 'webhook.redelivered',
    actorKind: 'admin',
  });
});

it('redelivered after it arrived: the product knows it again; what fails then is tried for three days more', async () => {
  const id = await queued();
  await deliverWebhooks();
  const { deliveredAt } = await deliveryOf(id);
  await moveClock(now() + 5 * DAY_MS);
  await product.fault({ kind: 'status', status: 500 });
  expect(await redeliverWebhook({ by: await admin(), id, at: now() })).toBe('queued');
  await drainWebhooks();
  const failed = await deliveryOf(id);
  expect(failed.dueAt?.getTime()).toBeLessThanOrEqual(now() + 5500);
  await moveClock(now() + 6000);
  expect(await deliveryOf(id)).toMatchObject({ deliveredAt, dueAt: null, givenUpAt: null, attempts: 3 });
  expect(await arrivalOf(id)).toMatchObject({ times: 2 });
  expect(await redeliverWebhook({ by: await admin(), id: 'msg_none', at: now() })).toBe('not_found');
});

it('a later version of a handoff replaces an earlier one, in whatever order they come', async () => {
  await product.fault({ kind: 'status', status: 500 });
  const handoffId = `ho_${++made}`;
  await queued(1, handoffId);
  await deliverWebhooks();
  const second = await queued(2, handoffId);
  await deliverWebhooks();
  await setClock({ at: now() + 6000, running: false });
  await deliverWebhooks();
  const raw = await (await fetch(`${product.url}/handoffs/${handoffId}/raw`)).text();
  expect(raw).toBe((await deliveryOf(second)).body);
});

it('four senders at once send each message once', async () => {
  await product.fault({ kind: 'delay', ms: 150, times: 12 });
  const ids = await Promise.all(Array.from({ length: 12 }, () => queued()));
  await Promise.all(Array.from({ length: 4 }, () => deliverWebhooks()));
  for (const id of ids) {
    expect(await arrivalOf(id)).toMatchObject({ times: 1 });
    expect((await deliveryOf(id)).tries).toHaveLength(1);
  }
});

it('a process killed between sending and noting: another sends it again with the same id', async () => {
  await product.fault({ kind: 'delay', ms: 20_000 });
  const id = await queued();
  const environment = {
    TRIBUTARY_MODE: 'production',
    ORIGIN: 'http://127.0.0.1:1',
    SESSION_SECRET: 'x'.repeat(32),
    PRODUCT_WEBHOOK_SECRET: product.secret,
    PRODUCT_WEBHOOK_URL: `${product.url}/webhooks`,
  };
  const first = startWorkerProcess(testDatabaseUrl, environment);
  workers.push(first);
  await eventually(() => arrivalOf(id), { seconds: 30, explain: first.output });
  await first.end();
  expect(await deliveryOf(id)).toMatchObject({ attempts: 1, deliveredAt: null, tries: [] });
  // the lease of the dead process holds
  expect(await deliverWebhooks()).toBe(0);
  expect(await deliverWebhooks({ machineNow: () => Date.now() + 61_000 })).toBe(1);
  const delivered = await deliveryOf(id);
  expect(delivered.tries).toMatchObject([
    { number: 1, status: null, error: expect.stringContaining('stopped before') },
    { number: 2, status: 200, answer: '{"status":"repeated"}' },
  ]);
  expect(await arrivalOf(id)).toMatchObject({ times: 2 });
}, 60_000);

it('the message of a delivery cannot be changed', async () => {
  const id = await queued();
  const change = ownerPool.query("update webhook_delivery set body = '{}' where id = $1", [id]);
  await expect(change).rejects.toThrow('a message is sent again as it was');
  await deliverWebhooks();
});
