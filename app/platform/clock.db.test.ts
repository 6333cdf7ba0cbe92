import { afterEach, describe, expect, it, vi } from 'vitest';
import { ownerPool } from '~/test-support/db';
import { clockState, loadClock, now, refreshClock, setClock } from './clock.server';

const JANUARY = Date.UTC(2026, 0, 1);

/** As another process does it, without this one's knowledge. */
async function elsewhere(at: number, running: boolean, setAt = Date.now()): Promise<void> {
  await ownerPool.query(
    `insert into sandbox_clock (id, at, running, set_at) values (1, $1, $2, $3)
     on conflict (id) do update set at = excluded.at, running = excluded.running, set_at = excluded.set_at`,
    [new Date(at), running, new Date(setAt)],
  );
  await ownerPool.query(`select pg_notify('tributary_clock', '')`);
}

afterEach(() => vi.useRealTimers());

describe('the program’s clock', () => {
  it('is the machine’s until it is set', async () => {
    await loadClock();
    expect(Math.abs(now() - Date.now())).toBeLessThan(50);
    expect(clockState().running).toBe(true);
  });

  it('stands where it is set', async () => {
    await setClock({ at: JANUARY, running: false });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(clockState()).toEqual({ now: JANUARY, running: false });
  });

  it('runs on from where it stood', async () => {
    await setClock({ at: JANUARY, running: true });
    const first = now();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(first - JANUARY).toBeLessThan(1000);
    expect(now() - first).toBeGreaterThanOrEqual(25);
    expect(clockState().running).toBe(true);
  });

  it('follows what another process sets', async () => {
    await elsewhere(JANUARY + 5000, false, Date.now() + 10);
    await vi.waitFor(() => expect(clockState()).toEqual({ now: JANUARY + 5000, running: false }), 2000);
  });

  it('still follows after its connection was cut', async () => {
    await ownerPool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen%' and datname = current_database()`,
    );
    await elsewhere(JANUARY + 6000, false, Date.now() + 20);
    await vi.waitFor(() => expect(now()).toBe(JANUARY + 6000), 5000);
    await elsewhere(JANUARY + 7000, false, Date.now() + 30);
    await vi.waitFor(() => expect(now()).toBe(JANUARY + 7000), 5000);
  });

  it('can be read at once', async () => {
    const later = Date.now() + 1000;
    await ownerPool.query('update sandbox_clock set at = $1, set_at = $2', [
      new Date(JANUARY + 8000),
      new Date(later),
    ]);
    await refreshClock();
    expect(now()).toBe(JANUARY + 8000);
  });

  it('every setting is newer than the one before, also when the machine’s clock is set back', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
    await setClock({ at: JANUARY + 9000, running: false });
    expect(now()).toBe(JANUARY + 9000);
    await refreshClock();
    expect(now()).toBe(JANUARY + 9000);
  });
});
