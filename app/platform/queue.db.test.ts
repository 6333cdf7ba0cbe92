import { afterEach, describe, expect, it, vi } from 'vitest';
import { ownerPool } from '~/test-support/db';
import { JOBS, type JobName, startQueue, wake } from './queue.server';
import { transaction } from './transaction.server';

const waiting = async (job: JobName): Promise<number> => {
  const { rows } = await ownerPool.query(
    `select count(*)::int as count from pgboss.job where name = $1 and state = 'created'`,
    [job],
  );
  return rows[0].count;
};

let stop: () => Promise<void> = async () => {};
afterEach(async () => {
  await stop();
  stop = async () => {};
  await ownerPool.query('truncate pgboss.job, pgboss.archive');
});

/** Starts a worker that counts. */
async function count(
  handle: (job: JobName) => Promise<void> = async () => {},
): Promise<Record<JobName, number>> {
  const runs = Object.fromEntries(JOBS.map((job) => [job, 0])) as Record<JobName, number>;
  const handlers = Object.fromEntries(
    JOBS.map((job) => [
      job,
      async () => {
        runs[job] += 1;
        await handle(job);
      },
    ]),
  ) as Record<JobName, () => Promise<void>>;
  stop = await startQueue(handlers);
  return runs;
}

describe('the queue', () => {
  it('keeps a wake-up until a worker comes', async () => {
    await wake('settle');
    expect(await waiting('settle')).toBe(1);
    const runs = await count();
    await vi.waitFor(() => expect(runs.settle).toBe(1), 2000);
    expect(runs['apply-events']).toBe(0);
  });

  it('makes one of thousands', async () => {
    await Promise.all(Array.from({ length: 3000 }, () => wake('apply-events')));
    expect(await waiting('apply-events')).toBe(1);
    await Promise.all(Array.from({ length: 30 }, () => transaction((tx) => wake('apply-events', tx))));
    expect(await waiting('apply-events')).toBe(1);
    const runs = await count();
    await vi.waitFor(() => expect(runs['apply-events']).toBeGreaterThan(0), 2000);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(runs['apply-events']).toBe(1);
  });

  it('is picked up in a fraction of a second', async () => {
    const runs = await count();
    await new Promise((resolve) => setTimeout(resolve, 700));
    const start = performance.now();
    await wake('send-payouts');
    await vi.waitFor(() => expect(runs['send-payouts']).toBe(1), { timeout: 2000, interval: 2 });
    expect(performance.now() - start).toBeLessThan(400);
  });

  it('commits a wake-up with its cause', async () => {
    const runs = await count();
    await expect(
      transaction(async (tx) => {
        await wake('mail', tx);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(runs.mail).toBe(0);
    await transaction(async (tx) => {
      await wake('mail', tx);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(runs.mail).toBe(0);
    });
    await vi.waitFor(() => expect(runs.mail).toBe(1), 2000);
  });

  it('transactions that wake the same do not wait for each other', async () => {
    const both = async (first: JobName, second: JobName) =>
      transaction(async (tx) => {
        await wake(first, tx);
        await new Promise((resolve) => setTimeout(resolve, 100));
        await wake(second, tx);
      });
    const start = performance.now();
    await Promise.all([both('settle', 'mail'), both('mail', 'settle')]);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('a wake-up during a run makes another run', async () => {
    let release = () => {};
    const runs = await count((job) =>
      job === 'settle'
        ? new Promise((resolve) => {
            release = resolve;
          })
        : Promise.resolve(),
    );
    await wake('settle');
    await vi.waitFor(() => expect(runs.settle).toBe(1), 2000);
    await wake('settle');
    release();
    await vi.waitFor(() => expect(runs.settle).toBe(2), 2000);
    release();
  });

  it('outlives a failing job and a lost connection', async () => {
    const runs = await count(async () => {
      throw new Error('503');
    });
    await wake('settle');
    await vi.waitFor(() => expect(runs.settle).toBe(1), 2000);
    await ownerPool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
          and usename = current_user and application_name = 'tributary'`,
    );
    await vi.waitFor(
      async () => {
        await wake('mail');
        expect(runs.mail).toBeGreaterThan(0);
      },
      { timeout: 5000, interval: 100 },
    );
  });

  it('two workers share the work', async () => {
    const one = await count();
    const stopOne = stop;
    const two = await count();
    const stopTwo = stop;
    stop = async () => {
      await Promise.all([stopOne(), stopTwo()]);
    };
    for (let n = 1; n <= 10; n++) {
      await wake('mail');
      await vi.waitFor(() => expect(one.mail + two.mail).toBe(n), { timeout: 2000, interval: 5 });
    }
  });
});
