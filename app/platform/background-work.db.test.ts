import { describe, expect, it } from 'vitest';
import { ownerPool } from '~/test-support/db';
import { unlessClockMoves, whileJobsRest } from './background-work.server';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('jobs and the clock', () => {
  it('jobs run beside each other', async () => {
    let together = 0;
    let most = 0;
    const job = async () => {
      most = Math.max(most, ++together);
      await pause(50);
      together -= 1;
    };
    expect(await Promise.all([unlessClockMoves(job), unlessClockMoves(job), unlessClockMoves(job)])).toEqual([
      true,
      true,
      true,
    ]);
    expect(most).toBe(3);
  });

  it('the clock waits for the job under way, and none begins while it moves', async () => {
    const order: string[] = [];
    const job = unlessClockMoves(async () => {
      order.push('job begins');
      await pause(150);
      order.push('job ends');
    });
    await pause(50);
    const move = whileJobsRest(async () => {
      order.push('move begins');
      expect(await unlessClockMoves(async () => order.push('second job'))).toBe(false);
      order.push('move ends');
    });
    await pause(30);
    // the mover waits already: a job that came now must not delay it for ever
    expect(await unlessClockMoves(async () => order.push('late job'))).toBe(false);
    await Promise.all([job, move]);
    expect(order).toEqual(['job begins', 'job ends', 'move begins', 'move ends']);
    expect(await unlessClockMoves(async () => order.push('after'))).toBe(true);
  });

  it('moves follow one another, and a failed one lets go', async () => {
    const order: number[] = [];
    const results = await Promise.allSettled(
      Array.from({ length: 30 }, (_, n) =>
        whileJobsRest(async () => {
          order.push(n);
          if (n % 2) throw new Error('no');
        }),
      ),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(15);
    expect(await unlessClockMoves(async () => {})).toBe(true);
  });

  it('a killed process holds nothing', async () => {
    const killed = unlessClockMoves(async () => {
      await ownerPool.query(
        `select pg_terminate_backend(l.pid) from pg_locks l where l.locktype = 'advisory' and l.objid = 71003
            and l.database = (select oid from pg_database where datname = current_database())`,
      );
    });
    expect(await killed).toBe(true);
    expect(await whileJobsRest(async () => 'moved')).toBe('moved');
  });
});
