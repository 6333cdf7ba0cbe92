import { now } from '~/platform/clock.server';
import { pool } from '~/platform/db.server';
import { JOBS, type JobName } from '~/platform/queue.server';

// Each answered by the first entries of an index. $1 is the program's clock, $2 the machine's, which Stripe's memory and mail go by.
const DUE: Record<JobName, string> = {
  'apply-events': `select from inbound_event where status = 'received'`,
  settle: 'select from customer where settle_at <= $1 union all select from payment where settle_at <= $1',
  // and the keys of past days' addresses, which nobody may keep (ADR-0049)
  schedules: `select from schedule where due_at <= $1
    union all select from daily_salt where day < ($1::timestamptz at time zone 'UTC')::date`,
  'send-payouts': `select from payout p where not p.needs_review and (p.status = 'approved' or (p.status = 'sending'
    and not exists (select from payout_attempt a where a.payout_id = p.id and a.due_at > $2)))`,
  mail: 'select from mail where due_at <= $2',
};

const QUESTION = `select ${JOBS.map((job) => `exists (${DUE[job]}) as "${job}"`).join(', ')}`;

/** The kinds of work of which something is due, whoever forgot to say so. */
export async function jobsDue(): Promise<JobName[]> {
  const { rows } = await pool.query<Record<JobName, boolean>>({
    name: 'jobs-due',
    text: QUESTION,
    values: [new Date(now()), new Date()],
  });
  return JOBS.filter((job) => rows[0]?.[job]);
}
