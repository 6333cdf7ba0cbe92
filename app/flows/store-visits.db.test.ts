import { beforeEach, describe, expect, it } from 'vitest';
import type { NewVisit } from '~/domain/attribution/clicks.server';
import { destroyOldSalts, hashAddress } from '~/domain/attribution/daily-salts.server';
import { findLinkTargets, type LinkTarget } from '~/domain/attribution/link-targets.server';
import { newToken } from '~/kernel/ids';
import { DAY_MS, HOUR_MS } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { readCounts, writePartner } from '~/test-support/builders/links';
import { ownerPool, truncateAll } from '~/test-support/db';
import { storeTogether } from './store-visits.server';

const NOON = Date.UTC(2026, 2, 1, 12);
let target: LinkTarget;
let termsVersions: number;

function visit(change: Partial<NewVisit> = {}): NewVisit {
  return {
    id: newToken(),
    at: NOON,
    target,
    windowDays: 90,
    termsVersions,
    visitorId: newToken(),
    isReturning: false,
    isBot: false,
    landingUrl: null,
    referrerHost: null,
    addressHash: null,
    ...change,
  };
}

/** Ends every connection of the application, as a database does that is killed. */
async function cutConnections(): Promise<void> {
  await ownerPool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'tributary' and pid <> pg_backend_pid()`,
  );
}

beforeEach(async () => {
  await truncateAll();
  await writePartner('alice');
  const [found] = await findLinkTargets(['@alice']);
  if (!found) throw new Error('alice has a default link');
  target = found;
  termsVersions = await db.termsVersion.count();
});

describe('storeTogether', () => {
  it('fails the one visit the database refuses, not those beside it', async () => {
    const wrong = [
      visit({ windowDays: 0 }),
      visit({ landingUrl: 'https://emdash.dev/?a=1' }),
      visit({ visitorId: 'a\0b' }),
    ];
    const visits = Array.from({ length: 60 }, (_, index) => wrong[(index - 10) / 20] ?? visit());
    const settled = await Promise.allSettled(visits.map((each) => storeTogether([each])));
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(3);
    expect(await readCounts()).toMatchObject({ clicks: 57, link_clicks: 57, program_clicks: 57 });
  });

  it('counts nothing twice when the same visits are stored again after a lost answer', async () => {
    const visits = [visit(), visit(), visit({ target: null, id: 'im-1' })];
    const first = await storeTogether(visits);
    const second = await storeTogether(visits);
    expect(first.map(({ outcome }) => outcome)).toEqual(['stored', 'stored', 'stored']);
    expect(second.map(({ outcome }) => outcome)).toEqual(['known', 'known', 'known']);
    expect(await readCounts()).toMatchObject({ clicks: 3, link_clicks: 2, program_clicks: 3 });
  });

  it('loses and doubles nothing when connections are cut in the middle', async () => {
    const visits = Array.from({ length: 2_000 }, () => visit());
    const cuts = (async () => {
      for (let i = 0; i < 5; i++) await cutConnections();
    })();
    const results = (await Promise.all(visits.map((each) => storeTogether([each])))).flat();
    await cuts;
    expect(results.every(({ outcome }) => outcome === 'stored' || outcome === 'known')).toBe(true);
    expect(await readCounts()).toMatchObject({ clicks: 2_000, link_clicks: 2_000, program_clicks: 2_000 });
  });

  it('judges each moment for itself when the clock is moved between two visits', async () => {
    const visitor = { visitorId: newToken(), isReturning: true };
    const results = await Promise.all(
      [0, HOUR_MS - 1, HOUR_MS, 3 * HOUR_MS, 3 * HOUR_MS + 1].map((later) =>
        storeTogether([visit({ ...visitor, at: NOON + later })]),
      ),
    );
    expect(results.flat()).toEqual(
      [true, false, true, true, false].map((isUnique) => ({ outcome: 'stored', isUnique })),
    );
  });

  it('stores no click of a link, partner or terms that changed since they were looked up', async () => {
    const outcome = async (change: Partial<NewVisit>) => (await storeTogether([visit(change)]))[0]?.outcome;
    expect(await outcome({ termsVersions: termsVersions - 1 })).toBe('changed');
    expect(await outcome({ target: { ...target, destination: 'https://emdash.dev/elsewhere' } })).toBe(
      'changed',
    );
    expect(await outcome({ target: { ...target, termsKey: 'agency' } })).toBe('changed');
    expect(await outcome({ target: { ...target, partnerId: 'par-bob' } })).toBe('changed');
    await db.partner.update({ where: { id: target.partnerId }, data: { status: 'suspended' } });
    expect(await outcome({})).toBe('changed');
    expect(await outcome({ isBot: true })).toBe('changed');
    expect(await readCounts()).toMatchObject({ clicks: 0, program_clicks: 0, program_bots: 0 });
  });

  it('keeps the roll-ups by the UTC day of the click', async () => {
    const midnight = Date.UTC(2026, 2, 2);
    await storeTogether([
      visit({ at: midnight - 1 }),
      visit({ at: midnight }),
      visit({ at: midnight, isBot: true }),
    ]);
    const days = await db.clickDaily.findMany({ orderBy: { day: 'asc' } });
    expect(days.map(({ day, clicks, bots }) => [day.toISOString().slice(0, 10), clicks, bots])).toEqual([
      ['2026-03-01', 1, 0],
      ['2026-03-02', 1, 1],
    ]);
  });

  it('keeps the roll-ups equal to the rows, whatever arrives together', async () => {
    const visitors = Array.from({ length: 10 }, () => newToken());
    const visits = Array.from({ length: 1_500 }, (_, index) =>
      visit({
        ...(index % 7 === 0 ? { target: null, id: `im-${index % 35}` } : {}),
        visitorId: visitors[index % 10] ?? '',
        isReturning: true,
        isBot: index % 11 === 0,
        at: NOON + Math.floor(index / 500) * DAY_MS,
      }),
    );
    await Promise.all(visits.map((each) => storeTogether([each])));
    const counts = await readCounts();
    expect(counts.program_clicks).toBe(counts.clicks);
    expect(counts.program_uniques).toBe(counts.uniques);
    expect(counts.link_clicks).toBe((counts.clicks ?? 0) - (counts.impact ?? 0));
    expect(counts.program_bots).toBe(visits.filter(({ isBot }) => isBot).length);
    // Ten visitors on one link, on three days
    expect(counts.link_uniques).toBe(30);
  });
});

describe('addresses', () => {
  it('are hashed with a key of the day that is destroyed after it', async () => {
    const hash = await hashAddress('203.0.113.7', NOON);
    expect(hash).toHaveLength(16);
    expect(await hashAddress('203.0.113.7', NOON + HOUR_MS)).toEqual(hash);
    expect(await hashAddress('203.0.113.8', NOON)).not.toEqual(hash);
    expect(await hashAddress('203.0.113.7', NOON + DAY_MS)).not.toEqual(hash);
    expect(await destroyOldSalts(NOON + DAY_MS)).toBe(1);
    expect(await db.dailySalt.count()).toBe(1);
    expect(await destroyOldSalts(NOON + 2 * DAY_MS)).toBe(1);
    expect(await hashAddress('203.0.113.7', NOON)).not.toEqual(hash);
  });
});
