import { nextNoticeAt } from '~/domain/reporting/client-notices';
import { DAY_MS, HOUR_MS, type Instant, startOfNextMonth } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { transaction } from '~/platform/transaction.server';
import { closeMonths, nextClosingAt } from './close-months.server';
import { noticeClients } from './notice-clients.server';
import { requestMonthlyReconciliation } from './reconcile.server';
import { refreshAccounts } from './refresh-accounts.server';
import { requestScheduledPayouts } from './schedule-payouts.server';
import { nextSealAt, sealDays } from './seal-days.server';

interface Recurring {
  name: string;
  /** the first time, for a portal that begins now */
  first: (now: Instant) => Instant;
  next: (due: Instant) => Instant;
  run: (due: Instant) => Promise<unknown>;
  /** catches up by itself whenever it runs: a moved clock need not stop for it */
  catchesUp?: true;
}

/** The next 2nd of a month, 00:00 UTC. */
function nextSecond(after: Instant): Instant {
  return startOfNextMonth(after - DAY_MS) + DAY_MS;
}

const RECURRING: Recurring[] = [
  {
    // domain.md section 9: on the 1st of each month, 00:00 UTC
    name: 'monthly-payouts',
    first: startOfNextMonth,
    next: startOfNextMonth,
    run: requestScheduledPayouts,
  },
  {
    // domain.md section 10: monthly, a day after the payouts were requested
    name: 'monthly-reconciliation',
    first: nextSecond,
    next: nextSecond,
    run: requestMonthlyReconciliation,
  },
  {
    // domain.md section 13: every day that is over
    name: 'seal-days',
    first: nextSealAt,
    next: () => nextSealAt(now()),
    run: sealDays,
    catchesUp: true,
  },
  {
    // after the month's last day was sealed (ADR-0092)
    name: 'monthly-statements',
    first: nextClosingAt,
    next: () => nextClosingAt(now()),
    run: closeMonths,
    catchesUp: true,
  },
  {
    // webhooks may be lost (ADR-0090)
    name: 'account-refresh',
    first: (at) => at + HOUR_MS,
    next: () => now() + HOUR_MS,
    run: refreshAccounts,
    catchesUp: true,
  },
  {
    // clients whose months end, offers without an answer (ADR-0112)
    name: 'client-notices',
    first: nextNoticeAt,
    next: () => nextNoticeAt(now()),
    run: noticeClients,
    catchesUp: true,
  },
];

/**
 * Runs what recurs, once for every due instant passed, in order; the due time is a row, compared with the program's clock. Killed in between,
 * the same instant runs again: what it does must be its own "once".
 * @returns how many ran
 */
export async function runSchedules(): Promise<number> {
  let ran = 0;
  for (const recurring of RECURRING) {
    for (;;) {
      const due = await dueAt(recurring);
      if (due > now()) break;
      await recurring.run(due);
      if (await advance(recurring, due)) ran += 1;
    }
  }
  return ran;
}

/** The next instant at which something recurs: where a moved clock must stop. */
export async function nextScheduleAt(): Promise<Instant> {
  const dues = await Promise.all(RECURRING.filter((recurring) => !recurring.catchesUp).map(dueAt));
  return Math.min(...dues);
}

async function dueAt({ name, first }: Recurring): Promise<Instant> {
  const row = await db.schedule.findUnique({ where: { name } });
  if (row) return row.dueAt.getTime();
  await db.schedule.createMany({ data: [{ name, dueAt: new Date(first(now())) }], skipDuplicates: true });
  const { dueAt } = await db.schedule.findUniqueOrThrow({ where: { name } });
  return dueAt.getTime();
}

/** Only from the instant that ran: of two workers one moves it on. */
async function advance({ name, next }: Recurring, due: Instant): Promise<boolean> {
  const { count } = await transaction((tx) =>
    tx.schedule.updateMany({ where: { name, dueAt: new Date(due) }, data: { dueAt: new Date(next(due)) } }),
  );
  return count === 1;
}
