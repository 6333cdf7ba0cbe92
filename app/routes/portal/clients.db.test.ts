import { beforeEach, describe, expect, it } from 'vitest';
import { addDays } from '~/kernel/time';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { writeClients, writeProject } from '~/test-support/builders/book';
import { requestWith, signedInCookie, signUp } from '~/test-support/builders/people';
import { truncateAll } from '~/test-support/db';
import { loader as clients } from './clients';
import { loader as clientsCsv } from './clients.csv';
import { loader as forecast } from './clients.forecast';

const start = Date.parse('2026-01-10T12:00:00Z');

beforeEach(async () => {
  await truncateAll();
  await setClock({ at: addDays(start, 20), running: false });
});

/** Somebody who signed up a partner, as a browser asks. */
async function partner(kind: 'agency' | 'affiliate', handle: string) {
  const { partnerId, userId } = await signUp({ kind, handle, email: `${handle}@people.test` });
  await db.partner.update({ where: { id: partnerId }, data: { status: 'active' } });
  const termsKey = kind === 'agency' ? 'agency' : 'developer';
  // before it signed up, as if it had always been there, and after
  for (const at of [new Date(0), new Date(addDays(start, 20))])
    await db.partnerStanding.create({ data: { partnerId, at, status: 'active', termsKey } });
  const cookie = await signedInCookie({ id: userId, role: 'partner' });
  const ask = (path: string) => ({ request: requestWith(cookie, path), params: {}, context: {} });
  const built = { id: partnerId, handle, defaultLink: {} as never };
  return { ...built, ask };
}

describe('the book of business', () => {
  it('is an agency’s alone', async () => {
    const affiliate = await partner('affiliate', 'mia');
    for (const loader of [clients, clientsCsv, forecast]) {
      const answer: unknown = await Promise.resolve(loader(affiliate.ask('/clients'))).catch(
        (error) => error,
      );
      expect(answer instanceof Response && answer.status).toBe(404);
    }
  });

  it('is filtered, ordered and paged by its address', async () => {
    const agency = await partner('agency', 'solo');
    for (let n = 0; n < 30; n++)
      await writeProject(agency, { name: `Client ${String(n).padStart(2, '0')}`, createdAt: start });
    const first = await clients(agency.ask('/clients?sort=name&stage=draft'));
    expect(first).toMatchObject({
      total: 30,
      page: 1,
      counts: { draft: 30, paying: 0 },
      has: { clients: true },
    });
    expect(first.rows).toHaveLength(25);
    const second = await clients(agency.ask('/clients?sort=name&page=2'));
    expect(second.rows.map(({ name }) => name)).toEqual([25, 26, 27, 28, 29].map((n) => `Client ${n}`));
    expect(await clients(agency.ask('/clients?page=99'))).toMatchObject({ page: 2 });
    expect(await clients(agency.ask('/clients?q=client+07&page=x&stage=none&needs=&sort='))).toMatchObject({
      total: 1,
    });
    expect(await clients(agency.ask('/clients?stage=paying'))).toMatchObject({ total: 0 });
  });

  it('as CSV holds no formula and nothing of another agency', async () => {
    const agency = await partner('agency', 'solo');
    const other = await partner('agency', 'duo');
    await writeProject(agency, { name: '=HYPERLINK("http://evil")', domain: 'a.dev', createdAt: start });
    await writeProject(other, { name: 'Secret', createdAt: start });
    const answer = await clientsCsv(agency.ask('/clients.csv'));
    const lines = (await answer.text()).split('\r\n');
    expect(answer.headers.get('Content-Disposition')).toContain('clients.csv');
    expect(lines[0]).toContain('"client","domain","project"');
    expect(lines[1]).toMatch(/^"'=HYPERLINK\(""http/);
    expect(lines.join()).not.toContain('Secret');
  });
});

describe('the forecast', () => {
  it('is of the agency’s own clients, by their names', async () => {
    const agency = await partner('agency', 'solo');
    const other = await partner('agency', 'duo');
    await writeClients(agency, { name: 'client', count: 2, from: start, amount: 20_000 });
    await writeClients(other, { name: 'secret', count: 1, from: start, amount: 20_000 });
    await writeProject(agency, { name: 'Client Zero', domain: 'client-0.dev', createdAt: start });
    const { rows, forecast: ahead, currency } = await forecast(agency.ask('/clients/forecast'));
    expect(rows.map(({ name, going, left }) => [name, going, left?.left])).toEqual([
      ['Client Zero', 'goes_on', 11],
      ['client-1', 'goes_on', 11],
    ]);
    expect(currency).toBe('USD');
    // $40 a month each, twelve times
    expect(ahead.total).toEqual({ uncapped: 96_000n, capped: 96_000n });
  });
});
