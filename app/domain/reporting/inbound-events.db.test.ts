import { expect, it } from 'vitest';
import { receiveProductEvent } from '~/flows/receive-event.server';
import { DAY_MS } from '~/kernel/time';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { getAdminOverview } from './admin-overview.server';
import { listInboundEvents } from './inbound-events.server';

const admin = { kind: 'admin', userId: 'usr_admin', keyId: null } as const;
const start = Date.UTC(2026, 0, 1);

it('what waits is listed by how long it has waited, page by page, and the overview says since when', async () => {
  for (let day = 0; day < 5; day++) {
    await setClock({ at: start + day * DAY_MS, running: false });
    const delivery = { type: 'payment.refunded', body: '{}', at: null, status: 'received' as const };
    await receiveProductEvent({ ...delivery, externalId: `e${day}` });
  }
  await db.inboundEvent.updateMany({
    where: { externalId: { not: 'e1' } },
    data: { status: 'waiting', waitingFor: 'payment:p1' },
  });
  const first = await listInboundEvents(admin, { status: 'waiting' }, { limit: 3 });
  expect(first.data.map((row) => row.externalId)).toEqual(['e0', 'e2', 'e3']);
  const cursor = first.nextCursor ?? '';
  const second = await listInboundEvents(admin, { status: 'waiting' }, { limit: 3, cursor });
  expect(second).toMatchObject({ data: [{ externalId: 'e4' }], nextCursor: null });
  const all = await listInboundEvents(admin, {}, { limit: 2 });
  expect(all.data.map((row) => row.externalId)).toEqual(['e4', 'e3']);
  expect(await getAdminOverview(admin)).toMatchObject({ eventsWaiting: 4, oldestEventWaiting: start });
});
