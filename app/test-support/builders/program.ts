import { receiveProductEvent } from '~/flows/receive-event.server';
import { db } from '~/platform/db.server';
import type { RandomProgram } from '../random-program';

/** Partners with their standings and links, and clicks, written as the flows would have; ids are those of the program. */
export async function writePartnersAndClicks(program: RandomProgram): Promise<void> {
  const at = new Date(0);
  for (const { handle, kind, terms, rateBps } of program.partners) {
    const rate = rateBps === undefined ? null : BigInt(rateBps);
    await db.partner.create({
      data: {
        id: handle,
        handle,
        kind,
        name: handle,
        email: `${handle}@partner.test`,
        status: 'active',
        termsKey: terms,
        rateBps: rate,
        createdAt: at,
        standings: { create: [{ at, status: 'active', termsKey: terms, rateBps: rate }] },
        links: {
          create: (['direct_link', 'content', 'agency'] as const).map((source) => ({
            id: `${handle}-${source}`,
            code: `${handle}-${source}`,
            destination: 'https://emdash.dev/',
            source,
            isDefault: source === 'direct_link',
            createdAt: at,
          })),
        },
      },
    });
  }
  for (const click of program.clicks) {
    const terms = program.partners.find((partner) => partner.handle === click.partner)?.terms;
    const source = click.source ?? 'direct_link';
    const own = { partnerId: click.partner, linkId: `${click.partner}-${source}`, source };
    await db.click.create({
      data: {
        id: click.id,
        at: new Date(click.at),
        channel: click.channel ?? 'partner',
        visitorId: click.visitorId,
        windowDays:
          click.partner !== null && terms !== 'marketplace'
            ? 90
            : source === 'content' && terms === 'developer'
              ? 90
              : 30,
        isUnique: true,
        ...(click.partner === null ? {} : own),
      },
    });
  }
}

/** Delivers events to the inbox, each with the webhook id of its place in the program. */
export async function deliver(program: RandomProgram, events: RandomProgram['events']): Promise<void> {
  await Promise.all(
    events.map((event) =>
      receiveProductEvent({
        externalId: `evt_${program.events.indexOf(event)}`,
        type: event.type,
        body: JSON.stringify(event),
        at: Date.parse(event.timestamp),
        status: 'received',
      }),
    ),
  );
}
