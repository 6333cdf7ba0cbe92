import { describe, expect, it } from 'vitest';
import { addDays, DAY_MS, type Instant } from '~/kernel/time';
import { type EndingClient, nextNoticeAt, noticesDue, type OpenOffer } from './client-notices';

const day = (n: number): Instant => Date.parse('2026-01-01T07:00:00Z') + n * DAY_MS;
const told = (of: { clients?: EndingClient[]; offers?: OpenOffer[] }, from: number, to = from) =>
  noticesDue({ clients: [], offers: [], ...of }, { from: day(from), to: day(to) }).map(
    ({ kind, at }) => `${kind} ${(at - day(0)) / DAY_MS}`,
  );
const client = (until: Instant, goneAt: Instant | null = null): EndingClient[] => [
  { customerId: 'acme', until, goneAt },
];
const offer = (sentAt: Instant): OpenOffer[] => [{ handoffId: 'h', sentAt, expiresAt: addDays(sentAt, 14) }];

describe('the hour of the day', () => {
  it.each([
    ['2026-01-01T06:59:59.999Z', '2026-01-01T07:00:00.000Z'],
    ['2026-01-01T07:00:00.000Z', '2026-01-02T07:00:00.000Z'],
    ['2026-01-31T23:00:00.000Z', '2026-02-01T07:00:00.000Z'],
  ])('after %s is %s', (at, next) => {
    expect(new Date(nextNoticeAt(Date.parse(at))).toISOString()).toBe(next);
  });
});

describe('months that end on day 100', () => {
  it.each<[number, string[]]>([
    [39, []],
    [40, ['months_ending_60 40']],
    [69, ['months_ending_60 69']],
    [70, ['months_ending_30 70']],
    [99, ['months_ending_30 99']],
    [100, []],
  ])('on day %i', (at, expected) => {
    expect(told({ clients: client(day(100)) }, at)).toEqual(expected);
  });

  it('are told on the first of the days on which they hold', () => {
    expect(told({ clients: client(day(100) + 1) }, 0, 120)).toEqual([
      'months_ending_60 41',
      'months_ending_30 71',
    ]);
  });

  it('are not told of one that is gone by then', () => {
    expect(told({ clients: client(day(100), day(50)) }, 0, 120)).toEqual(['months_ending_60 40']);
    expect(told({ clients: client(day(100), day(40)) }, 0, 120)).toEqual([]);
  });
});

describe('an offer sent on day 10', () => {
  it.each<[number, string[]]>([
    [16, []],
    [17, ['handoff_stuck 17']],
    [23, ['handoff_stuck 23']],
    [24, []],
  ])('on day %i', (at, expected) => {
    expect(told({ offers: offer(day(10)) }, at)).toEqual(expected);
  });
});

it('days that were missed are made up for with the same result', () => {
  for (let n = 0; n < 200; n++) {
    const of = { clients: client(day(20) + n * 40_000_000), offers: offer(day(0) + n * 7_000_000) };
    const daily = new Map<string, string>();
    for (let at = 0; at < 120; at++) {
      for (const notice of told(of, at)) {
        const [kind = ''] = notice.split(' ');
        if (!daily.has(kind)) daily.set(kind, notice);
      }
    }
    expect(told(of, 0, 119).sort()).toEqual([...daily.values()].sort());
  }
});
