import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isPassing, patiently } from './patience.server';

const failing = (code: string) => Object.assign(new Error('it failed'), { code });

describe('isPassing', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P03', '53300', '08006', '40P01', '40001'])(
    '%s passes',
    (code) => {
      expect(isPassing(failing(code))).toBe(true);
    },
  );

  it.each(['23514', '22021', '42P01', '57014'])('%s stays', (code) => {
    expect(isPassing(failing(code))).toBe(false);
  });

  it('knows the driver’s words, and a host with several addresses', () => {
    expect(isPassing(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isPassing(new Error('timeout exceeded when trying to connect'))).toBe(true);
    expect(isPassing(new AggregateError([failing('ECONNREFUSED')]))).toBe(true);
    expect(isPassing(new Error('something else'))).toBe(false);
    expect(isPassing('no error')).toBe(false);
  });
});

describe('patiently', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('waits for a database that comes back', async () => {
    let attempts = 0;
    const work = patiently(async () => {
      attempts += 1;
      if (attempts < 4) throw failing('57P03');
      return 'done';
    });
    await vi.advanceTimersByTimeAsync(1_000);
    expect([await work, attempts]).toEqual(['done', 4]);
  });

  it('gives up on one that stays away, within seconds', async () => {
    const work = patiently(() => Promise.reject(failing('ECONNREFUSED')));
    const judged = expect(work).rejects.toThrow('it failed');
    await vi.advanceTimersByTimeAsync(5_000);
    await judged;
  });

  it('does not repeat what is wrong in itself', async () => {
    const work = vi.fn(() => Promise.reject(failing('23514')));
    await expect(patiently(work)).rejects.toThrow('it failed');
    expect(work).toHaveBeenCalledTimes(1);
  });
});
