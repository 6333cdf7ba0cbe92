import { describe, expect, it } from 'vitest';
import { addDays, type Instant } from '~/kernel/time';
import { type BookCustomer, type BookProject, bookRows, urgencyOf } from './book-of-business';
import { type BookFilter, selectRows, stageCounts, trendWords } from './book-of-business-list';
import { type ClientSigns, type Risk, risksOf, riskWords } from './client-risk';

const now = Date.parse('2026-06-01T00:00:00Z');
const ago = (days: number): Instant => addDays(now, -days);

const signs: ClientSigns = {
  signedUpAt: ago(100),
  lastActiveAt: ago(1),
  goneAt: null,
  disputedAt: null,
  subscriptions: [],
};
const customer = (id: string, more: Partial<BookCustomer> = {}): BookCustomer => ({
  ...signs,
  ...{ id, externalId: id, domain: `${id}.dev`, byAgency: true, handoffId: null, paidAt: ago(90) },
  months: { of: 12, left: 9, from: ago(90), until: ago(-275) },
  use: { recent: 10n, before: 10n },
  ...more,
});
const project = (id: string, more: Partial<BookProject> = {}): BookProject => ({
  ...{ id, name: id, domain: `${id}.dev`, internal: false, createdAt: ago(200), handoffs: [] },
  ...more,
});
const offer = (sentAt: Instant, more: Partial<BookProject['handoffs'][number]> = {}) => ({
  ...{
    id: 'h1',
    sentAt,
    acceptedAt: null,
    declinedAt: null,
    revokedAt: null,
    expiresAt: addDays(sentAt, 14),
  },
  ...more,
});

describe('who is at risk', () => {
  it.each<[string, Partial<ClientSigns>, Array<Risk['kind']>]>([
    ['used yesterday', {}, []],
    ['used fourteen days ago', { lastActiveAt: ago(14) }, ['silent']],
    ['used an instant less ago', { lastActiveAt: ago(14) + 1 }, []],
    ['never used, signed up fourteen days ago', { lastActiveAt: null, signedUpAt: ago(14) }, ['never_used']],
    ['never used, signed up since', { lastActiveAt: null, signedUpAt: ago(13) }, []],
    ['past due', { subscriptions: [{ status: 'past_due', at: ago(3) }] }, ['past_due']],
    [
      'unpaid and silent',
      { subscriptions: [{ status: 'unpaid', at: ago(3) }], lastActiveAt: ago(20) },
      ['past_due', 'silent'],
    ],
    [
      'its only subscription ended',
      { subscriptions: [{ status: 'canceled', at: ago(3) }] },
      ['subscription_ended'],
    ],
    [
      'one of two ended',
      {
        subscriptions: [
          { status: 'canceled', at: ago(3) },
          { status: 'active', at: ago(9) },
        ],
      },
      [],
    ],
    [
      'gone: nothing else counts',
      { goneAt: ago(5), lastActiveAt: ago(40), subscriptions: [{ status: 'canceled', at: ago(5) }] },
      ['gone'],
    ],
    ['a dispute, also of one that is gone', { goneAt: ago(5), disputedAt: ago(6) }, ['disputed', 'gone']],
  ])('%s', (_name, more, expected) => {
    expect(risksOf({ ...signs, ...more }, now).map(({ kind }) => kind)).toEqual(expected);
  });

  it('is said in words', () => {
    const kinds: Array<Risk['kind']> = [
      'disputed',
      'past_due',
      'subscription_ended',
      'gone',
      'silent',
      'never_used',
    ];
    expect(kinds.map((kind) => riskWords({ kind, since: ago(20) }))).toEqual([
      'A payment is disputed since 12 May 2026',
      'A payment is past due since 12 May 2026',
      'Its subscription ended on 12 May 2026',
      'Gone since 12 May 2026',
      'No use since 12 May 2026',
      'Never used since it signed up on 12 May 2026',
    ]);
  });
});

describe('the rows', () => {
  const stageOf = (one: BookProject, customers: BookCustomer[] = []) => {
    const [row] = bookRows([one], customers, now);
    return row && [row.stage, row.stageAt, row.stuckSince];
  };

  it.each<[string, BookProject, BookCustomer[], unknown[]]>([
    ['a draft since it was made', project('a'), [], ['draft', ago(200), null]],
    ['sent six days ago', project('a', { handoffs: [offer(ago(6))] }), [], ['sent', ago(6), null]],
    ['sent seven days ago: stuck', project('a', { handoffs: [offer(ago(7))] }), [], ['sent', ago(7), ago(7)]],
    ['sent and expired', project('a', { handoffs: [offer(ago(14))] }), [], ['draft', ago(200), null]],
    [
      'declined',
      project('a', { handoffs: [offer(ago(8), { declinedAt: ago(1) })] }),
      [],
      ['draft', ago(200), null],
    ],
    [
      'accepted before a later offer',
      project('a', { handoffs: [offer(ago(2), { id: 'h2' }), offer(ago(30), { acceptedAt: ago(29) })] }),
      [],
      ['accepted', ago(29), null],
    ],
    ['live', project('a'), [customer('a', { paidAt: null, months: null })], ['live', ago(100), null]],
    ['paying', project('a'), [customer('a')], ['paying', ago(90), null]],
  ])('%s', (_name, one, customers, expected) => {
    expect(stageOf(one, customers)).toEqual(expected);
  });

  it('a project has the customer of its handoff, whatever its domain', () => {
    const handoffs = [offer(ago(120), { acceptedAt: ago(110) })];
    const through = customer('other', { handoffId: 'h1' });
    const rows = bookRows([project('a', { handoffs })], [customer('a'), through], now);
    expect(rows.map((row) => [row.projectId, row.customerId, row.besides])).toEqual([
      ['a', 'other', null],
      // of the same domain: another sign-up of that client
      [null, 'a', 'a'],
    ]);
  });

  it('two projects of one domain do not share a customer, nor does one of a click belong to one', () => {
    const rows = bookRows(
      [project('b', { domain: 'a.dev', createdAt: ago(10) }), project('a')],
      [customer('a'), customer('x', { domain: 'a.dev', byAgency: false })],
      now,
    );
    expect(rows.map((row) => [row.key, row.customerId])).toEqual([
      ['b', null],
      ['a', 'a'],
      ['x', 'x'],
    ]);
  });

  it('internal use has no months', () => {
    expect(bookRows([project('a', { internal: true })], [customer('a')], now)[0]).toMatchObject({
      months: null,
      endingAt: null,
    });
  });

  it.each<[number, number | null]>([
    [61, null],
    [60, 60],
    [1, 1],
    [0, null],
  ])('months that end in %i days', (days, expected) => {
    const months = { of: 12, left: 1, from: ago(300), until: ago(-days) };
    const [row] = bookRows([], [customer('a', { months })], now);
    expect(row?.endingAt).toBe(expected === null ? null : ago(-expected));
    expect(bookRows([], [customer('a', { months, goneAt: ago(1) })], now)[0]?.endingAt).toBeNull();
  });
});

describe('what a list shows', () => {
  const rows = bookRows(
    [project('draft'), project('Stuck', { handoffs: [offer(ago(8))] })],
    [
      customer('silent', { lastActiveAt: ago(20), use: { recent: 0n, before: 5n } }),
      customer('ending', { months: { of: 12, left: 1, from: ago(330), until: ago(-20) } }),
      customer('long-gone', { goneAt: ago(31), use: { recent: 900n, before: 1n } }),
      customer('gone', { goneAt: ago(29) }),
    ],
    now,
  );
  const all: BookFilter = { stage: null, needs: null, text: null, sort: 'urgency' };
  const keys = (more: Partial<BookFilter>) =>
    selectRows(rows, { ...all, ...more }, now).map(({ key }) => key);

  it('is ordered by what needs doing first', () => {
    expect(keys({})).toEqual(['gone', 'silent', 'Stuck', 'ending', 'draft', 'long-gone']);
    expect(rows.map((row) => urgencyOf(row, now))).toEqual([null, 6, 4, 7, null, 2]);
  });

  it.each<[Partial<BookFilter>, string[]]>([
    [{ needs: 'anything' }, ['gone', 'silent', 'Stuck', 'ending']],
    [{ needs: 'risk', sort: 'name' }, ['gone', 'long-gone', 'silent']],
    [{ needs: 'handoff' }, ['Stuck']],
    [{ needs: 'ending' }, ['ending']],
    [{ stage: 'draft' }, ['draft']],
    [{ text: 'STUCK.dev' }, ['Stuck']],
    [{ text: 'nothing' }, []],
    [{ sort: 'name' }, ['draft', 'ending', 'gone', 'long-gone', 'silent', 'Stuck']],
    [{ sort: 'stage' }, ['draft', 'Stuck', 'ending', 'gone', 'long-gone', 'silent']],
    [{ sort: 'months' }, ['ending', 'gone', 'long-gone', 'silent', 'draft', 'Stuck']],
    [{ sort: 'use' }, ['long-gone', 'ending', 'gone', 'silent', 'draft', 'Stuck']],
  ])('%j', (filter, expected) => {
    expect(keys(filter)).toEqual(expected);
  });

  it('counts the stages', () => {
    expect(stageCounts(rows)).toEqual({ draft: 1, sent: 1, accepted: 0, live: 0, paying: 4 });
  });

  it.each<[bigint, bigint, string]>([
    [0n, 0n, 'No use'],
    [0n, 1_200n, 'No use, 1,200 before'],
    [1n, 0n, '1 call, none before'],
    [1_200n, 1_000n, '1,200 calls, +20 %'],
    [500n, 1_000n, '500 calls, \u221250 %'],
    [1_000n, 1_001n, '1,000 calls, as before'],
  ])('the trend of %i after %i', (recent, before, words) => {
    expect(trendWords({ recent, before })).toBe(words);
  });
});
