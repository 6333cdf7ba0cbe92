import PgBoss from 'pg-boss';
import { pool } from './db.server';
import { listen } from './listen.server';
import { log } from './log.server';
import type { Tx } from './transaction.server';

/** What can be woken. A job carries nothing: what is to be done, and when, stands in our own rows (ADR-0038). */
export const JOBS = [
  'apply-events',
  'settle',
  'schedules',
  'send-payouts',
  'reconcile',
  'configuration-updates',
  'webhooks',
  'mail',
] as const;
export type JobName = (typeof JOBS)[number];

const SCHEMA = 'pgboss';
const CHANNEL = 'tributary_wake';
const POLL_MS = 500;
// All the wake-ups that wait are answered by one run.
const AT_ONCE = 1000;
const LEASE_SECONDS = 3600;
const KEEP_DONE_SECONDS = 600;

type Sql = (text: string, values?: unknown[]) => Promise<{ rows: Record<string, unknown>[] }>;

const onPool: Sql = (text, values) => pool.query(text, values);
const onTransaction =
  (tx: Tx): Sql =>
  async (text, values = []) => ({ rows: await tx.$queryRawUnsafe(text, ...values) });

let sender: Promise<PgBoss> | null = null;

/** pg-boss on our pool; its tables come from our migrations. It begins on first use, in web processes too. */
function boss(): Promise<PgBoss> {
  sender ??= open({ supervise: false }).catch((error) => {
    sender = null;
    throw error;
  });
  return sender;
}

async function open({ supervise }: { supervise: boolean }): Promise<PgBoss> {
  const made = new PgBoss({
    db: { executeSql: onPool },
    schema: SCHEMA,
    migrate: false,
    schedule: false,
    supervise,
    maintenanceIntervalSeconds: 60,
    archiveCompletedAfterSeconds: KEEP_DONE_SECONDS,
    deleteAfterSeconds: KEEP_DONE_SECONDS,
  });
  made.on('error', (error) => log.warn({ error }, 'the queue has trouble'));
  await made.start();
  const known = new Set((await made.getQueues()).map(({ name }) => name));
  for (const name of JOBS) {
    // A lost lease or a failure needs no second try by the queue: what is due is found again by its rows.
    const options = { name, policy: 'standard', retryLimit: 0, expireInSeconds: LEASE_SECONDS } as const;
    if (!known.has(name)) await made.createQueue(name, options);
  }
  return made;
}

/**
 * Queues what does not already wait. Looking first instead of a unique key: a key would make transactions wait for each other. A wake-up that
 * is thereby lost (the waiting job is taken before our transaction commits) is made up for by the worker's look at what is due, each second.
 */
async function queue(names: readonly JobName[], sql: Sql): Promise<void> {
  const made = await boss();
  const { rows } = await sql(
    `select q.name from ${SCHEMA}.queue q where q.name = any ($1::text[])
        and not exists (select from ${SCHEMA}.job j where j.name = q.name and j.state = 'created')`,
    [names],
  );
  if (rows.length === 0) return;
  const fresh = rows.map(({ name }) => ({ name: String(name) }));
  await made.insert(fresh, { db: { executeSql: sql } });
  for (const { name } of fresh) await sql('select pg_notify($1, $2)::text', [CHANNEL, name]);
}

let inFlight: Promise<unknown> = Promise.resolve();
let next: { names: Set<JobName>; done: Promise<void> } | null = null;

/** One statement is in flight, everything asked for meanwhile goes into the next: that one begins after the causes were committed. */
function queueTogether(job: JobName): Promise<void> {
  if (!next) {
    const names = new Set<JobName>();
    const done = inFlight.then(() => {
      next = null;
      return queue([...names], onPool);
    });
    inFlight = done.catch(() => {});
    next = { names, done };
  }
  next.names.add(job);
  return next.done;
}

/**
 * Makes the worker look for work of a kind. Thousands of wake-ups become one run.
 * @param tx with it the wake-up is committed or rolled back together with its cause; a failure is the transaction's. Without it the cause
 * must be committed already, and a failure is only logged: the worker looks by itself within a second.
 */
export async function wake(job: JobName, tx?: Tx): Promise<void> {
  if (tx) return queue([job], onTransaction(tx));
  try {
    await queueTogether(job);
  } catch (error) {
    log.warn({ error, job }, 'the worker could not be woken');
  }
}

/** Whether jobs can be queued: for the readiness probe. @throws when not */
export async function assertQueueReady(): Promise<void> {
  await boss();
}

/**
 * Works on jobs until stopped, each kind one run at a time. A handler that throws is logged; its work is due still and is found again.
 * @returns stops taking jobs and waits for those under way
 */
export async function startQueue(
  handlers: Record<JobName, () => Promise<unknown>>,
): Promise<() => Promise<void>> {
  const supervised = await open({ supervise: true });
  const loops = new Map(JOBS.map((job) => [job as string, new Loop(supervised, job, handlers[job])]));
  await listen(
    CHANNEL,
    (job) => loops.get(job)?.nudge(),
    () => {
      for (const loop of loops.values()) loop.nudge();
    },
  );
  const running = [...loops.values()].map((loop) => loop.run());
  return async () => {
    for (const loop of loops.values()) loop.stop();
    await Promise.all(running);
    await supervised.stop({ graceful: false, close: false });
  };
}

/** pg-boss's own worker leaves its acknowledgements unawaited, so that a lost connection would end the process. */
class Loop {
  private stopped = false;
  private nudged = false;
  private endPause: () => void = () => {};

  constructor(
    private readonly boss: PgBoss,
    private readonly job: JobName,
    private readonly handle: () => Promise<unknown>,
  ) {}

  nudge(): void {
    this.nudged = true;
    this.endPause();
  }

  stop(): void {
    this.stopped = true;
    this.endPause();
  }

  async run(): Promise<void> {
    while (!this.stopped) {
      this.nudged = false;
      try {
        if (await this.runOnce()) continue;
      } catch (error) {
        log.warn({ error, job: this.job }, 'the queue could not be asked');
      }
      await this.pause();
    }
  }

  private async runOnce(): Promise<boolean> {
    const jobs = await this.boss.fetch(this.job, { batchSize: AT_ONCE });
    if (jobs.length === 0) return false;
    const ids = jobs.map(({ id }) => id);
    const failure = await this.handle().then(
      () => null,
      (error: unknown) => ({ error }),
    );
    if (!failure) await this.boss.complete(this.job, ids);
    else {
      log.error({ error: failure.error, job: this.job }, 'a job failed');
      await this.boss.fail(this.job, ids);
    }
    return true;
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      if (this.nudged || this.stopped) return resolve();
      const timer = setTimeout(resolve, POLL_MS);
      this.endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
