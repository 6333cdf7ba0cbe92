import { beforeEach, describe, expect, it } from 'vitest';
import type { AdminScope, PartnerScope } from '~/domain/identity/scope';
import { applyEvents } from '~/flows/apply-events.server';
import { settleDue } from '~/flows/settle.server';
import { sum } from '~/kernel/money';
import { db } from '~/platform/db.server';
import { deliver, writePartnersAndClicks } from '~/test-support/builders/program';
import { ownerPool, truncateAll } from '~/test-support/db';
import { loadVectors } from '~/test-support/vector';
import { getFunnel } from './funnel.server';
import { partnerTotals } from './partner-totals.server';

const admin: AdminScope = { kind: 'admin', userId: 'usr_admin', keyId: null };
const partner = (partnerId: string): PartnerScope => ({
  kind: 'partner',
  partnerId,
  userId: null,
  keyId: 'key',
  role: 'owner',
});
const ALL_TIME = { from: Date.UTC(2025, 0, 1), to: Date.UTC(2028, 0, 1), interval: 'month' as const };

/** What the statement that stores clicks keeps in step. */
async function rollUp(): Promise<void> {
  await ownerPool.query(`
    insert into click_daily (partner_id, link_id, day, source, clicks, unique_clicks)
      select partner_id, link_id, (at at time zone 'UTC')::date, min(source), count(*), count(*) filter (where is_unique)
      from click where partner_id is not null group by 1, 2, 3;
    insert into program_daily (day, channel, clicks, unique_clicks)
      select (at at time zone 'UTC')::date, channel, count(*), count(*) filter (where is_unique) from click group by 1, 2`);
}

beforeEach(truncateAll);

// Slices, refunds, churn, clicks that move, colleagues behind one click, Impact, purchases with and without a customer.
const SHOWN = ['04', '07', '09', '12', '14', '15', '16', '17', '18', '22', '23'];
const vectors = loadVectors().filter(({ name }) => SHOWN.includes(name.slice(0, 2)));

describe('the funnel of worked examples', () => {
  it.each(vectors.map((vector) => [vector.name, vector] as const))(
    '%s',
    { timeout: 60_000 },
    async (_name, vector) => {
      await writePartnersAndClicks(vector);
      await rollUp();
      await deliver(vector, vector.events);
      await applyEvents();
      await settleDue();
      const whole = await getFunnel(admin, ALL_TIME);
      const own = await Promise.all(
        vector.partners.map(({ handle }) => getFunnel(partner(handle), ALL_TIME)),
      );

      for (const { totals, series } of [whole, ...own]) {
        // no bar is larger than the one before it
        const bars = [totals.linked, totals.signedUp, totals.activated, totals.paid, totals.sustained];
        expect(bars).toEqual([...bars].sort((a, b) => b - a));
        // over all time, what happened is what became of what was linked
        expect(sum(series.map((point) => point.revenue))).toBe(totals.revenue);
        expect(sum(series.map((point) => point.commission))).toBe(totals.commission);
        expect(series.reduce((count, point) => count + point.clicks, 0)).toBe(totals.clicks);
        expect(series.reduce((count, point) => count + point.signedUp, 0)).toBe(totals.signedUp);
      }
      const { _sum: earned } = await db.commission.aggregate({
        where: { withdrawnAt: null },
        _sum: { amount: true, reversed: true },
      });
      expect(whole.totals.commission).toBe((earned.amount ?? 0n) - (earned.reversed ?? 0n));
      // each partner's part, and the figures its page shows
      const totals = await partnerTotals(vector.partners.map(({ handle }) => handle));
      for (const [index, { handle }] of vector.partners.entries()) {
        expect(totals.get(handle)).toMatchObject({
          clicks: own[index]?.totals.clicks,
          customers: own[index]?.totals.signedUp,
          revenue: own[index]?.totals.revenue,
          commission: own[index]?.totals.commission,
        });
      }
    },
  );

  it('counts what an agency invited, which no click brought', async () => {
    const vector = loadVectors().find(({ name }) => name.startsWith('05-'));
    if (!vector) throw new Error('vector 05 is there');
    await writePartnersAndClicks(vector);
    await deliver(vector, vector.events);
    await applyEvents();
    await settleDue();
    const { totals } = await getFunnel(admin, ALL_TIME);
    expect(totals).toMatchObject({
      clicks: 0,
      linked: 3,
      signedUp: 3,
      paid: 3,
      revenue: 840_000n,
      commission: 144_000n,
    });
    expect((await getFunnel(admin, { ...ALL_TIME, source: 'agency' })).totals.linked).toBe(3);
    expect((await getFunnel(admin, { ...ALL_TIME, source: 'content' })).totals.linked).toBe(0);
  });
});
