import { randomUUID } from 'node:crypto';
import { applyEvents } from '~/flows/apply-events.server';
import { receiveProductEvent } from '~/flows/receive-event.server';
import { settleDue } from '~/flows/settle.server';
import { DAY_MS, type Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import type { BuiltPartner } from './links';

const iso = (at: Instant) => new Date(at).toISOString();

/** A click on a partner's default link, with its place in the roll-ups. */
export async function writeClick(
  partner: BuiltPartner,
  at: Instant,
  id: string = randomUUID(),
): Promise<string> {
  const { id: linkId, source } = partner.defaultLink;
  const day = new Date(iso(at).slice(0, 10));
  const counts = { clicks: 1, uniqueClicks: 1 };
  await db.click.create({
    data: {
      id,
      at: new Date(at),
      channel: 'partner',
      partnerId: partner.id,
      linkId,
      source,
      windowDays: 90,
      visitorId: `visitor-${id}`,
      isUnique: true,
      landingUrl: 'https://emdash.dev/',
    },
  });
  const more = { clicks: { increment: 1 }, uniqueClicks: { increment: 1 } };
  await db.clickDaily.upsert({
    where: { partnerId_day_linkId: { partnerId: partner.id, day, linkId } },
    create: { partnerId: partner.id, linkId, day, source, ...counts },
    update: more,
  });
  await db.programDaily.upsert({
    where: { day_channel: { day, channel: 'partner' } },
    create: { day, channel: 'partner', ...counts },
    update: more,
  });
  return id;
}

/** Delivers events of the product, applies them and settles what falls due. */
export async function happen(
  ...events: Array<{ type: string; at: Instant; data: Record<string, unknown> }>
): Promise<void> {
  for (const { type, at, data } of events) {
    await receiveProductEvent({
      externalId: randomUUID(),
      type,
      body: JSON.stringify({ type, timestamp: iso(at), data }),
      at,
      status: 'received',
    });
  }
  await applyEvents();
  await settleDue();
}

/** A customer that came by a click, used the product on ten days and, a week after signing up, paid. */
export async function referCustomer(
  partner: BuiltPartner,
  { name, clickedAt, pays = '2900' }: { name: string; clickedAt: Instant; pays?: string | null },
): Promise<void> {
  const clickId = await writeClick(partner, clickedAt);
  const signedUpAt = clickedAt + DAY_MS;
  const uses = Array.from({ length: 10 }, (_, day) => ({
    type: 'customer.usage_recorded',
    at: signedUpAt + day * DAY_MS,
    data: { customerId: name, apiCalls: 10 },
  }));
  const payment = {
    type: 'payment.succeeded',
    at: signedUpAt + 7 * DAY_MS,
    data: { customerId: name, paymentId: `inv-${name}`, amount: pays, currency: 'USD' },
  };
  await happen(
    {
      type: 'customer.signed_up',
      at: signedUpAt,
      data: { customer: { id: name, email: `ann@${name}.dev`, name: 'Ann' }, clickId },
    },
    ...uses,
    ...(pays === null ? [] : [payment]),
  );
}
