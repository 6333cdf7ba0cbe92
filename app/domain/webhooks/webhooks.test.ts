import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '~/kernel/time';
import { deliveryState } from './delivery-state';
import { messageBody } from './message';
import { nextTryAt, RETRIED_FOR_MS } from './retry';

const failed = { at: 0, tries: 1, until: RETRIED_FOR_MS, gone: false, retryAfterMs: null };

describe('when a failed delivery is tried next', () => {
  it.each([
    [1, 5 / 3600],
    [2, 5 / 60],
    [3, 0.5],
    [4, 2],
    [5, 5],
    [6, 10],
    [7, 14],
    [8, 20],
  ])('after try %i in about %f hours', (tries, hours) => {
    const wait = hours * HOUR_MS;
    expect(nextTryAt({ ...failed, tries }, 0.5)).toBe(wait);
    expect(nextTryAt({ ...failed, tries }, 0)).toBe(Math.round(wait * 0.9));
    expect(nextTryAt({ ...failed, tries }, 1)).toBe(Math.round(wait * 1.1));
  });

  it('then only once more, when the time is over', () => {
    expect(nextTryAt({ ...failed, at: HOUR_MS, tries: 9 }, 0.5)).toBe(RETRIED_FOR_MS);
  });

  it('waits as long as the receiver asks, up to a day', () => {
    expect(nextTryAt({ ...failed, retryAfterMs: HOUR_MS }, 0.5)).toBe(HOUR_MS);
    expect(nextTryAt({ ...failed, retryAfterMs: 100 * HOUR_MS }, 0.5)).toBe(24 * HOUR_MS);
    expect(nextTryAt({ ...failed, tries: 4, retryAfterMs: 1 }, 0.5)).toBe(2 * HOUR_MS);
  });

  it('is given up after the last try, and at once when the receiver wants no more', () => {
    expect(nextTryAt({ ...failed, at: RETRIED_FOR_MS }, 0.5)).toBeNull();
    expect(nextTryAt({ ...failed, gone: true }, 0.5)).toBeNull();
  });

  it('whatever the chance, the last of ten tries is made when three days are over', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 20 }),
        (chances) => {
          const tries = [0];
          for (const chance of chances) {
            const at = tries.at(-1) ?? 0;
            const next = nextTryAt({ ...failed, at, tries: tries.length }, chance);
            if (next === null) break;
            expect(next).toBeGreaterThan(at);
            tries.push(next);
          }
          expect(tries).toHaveLength(10);
          expect(tries.at(-1)).toBe(RETRIED_FOR_MS);
        },
      ),
    );
  });
});

it.each([
  ['waiting', { dueAt: 1, deliveredAt: null, givenUpAt: null, attempts: 0 }],
  ['waiting', { dueAt: 1, deliveredAt: 1, givenUpAt: null, attempts: 2 }],
  ['retrying', { dueAt: 1, deliveredAt: null, givenUpAt: null, attempts: 1 }],
  ['delivered', { dueAt: null, deliveredAt: 1, givenUpAt: null, attempts: 1 }],
  ['given_up', { dueAt: null, deliveredAt: null, givenUpAt: 1, attempts: 9 }],
  ['given_up', { dueAt: null, deliveredAt: 1, givenUpAt: 1, attempts: 9 }],
])('a delivery is %s', (state, facts) => {
  expect(deliveryState(facts)).toBe(state);
});

it('a document that is kept as canonical JSON stands in the message with its own bytes', () => {
  const document = '{"10":"ten","2":"two","a":[1e+21,0.1],"ü":"🐧"}';
  const data = { document: JSON.parse(document) as unknown };
  expect(messageBody({ type: 'client.handed_off', at: 0, data })).toBe(
    `{"data":{"document":${document}},"timestamp":"1970-01-01T00:00:00.000Z","type":"client.handed_off"}`,
  );
  expect(() => messageBody({ type: 'client.handed_off', at: 0, data: undefined })).toThrow('JSON');
});
