import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { patiently } from './patience.server';

const failing = (code: string) => Object.assign(new Error('it failed'), { code });

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
