import { now } from '~/platform/clock.server';
import { pool } from '~/platform/db.server';
import { JOBS, type JobName } from '~/platform/queue.server';

// Each answered by the first entry of an index.
const DUE: Record<JobName, string> = {
  'apply-events': `select from inbound_event where status = 'received'`,
  settle: 'select from customer where settle_at <= $1 union all select from payment where settle_at <= $1',
  schedules: 'select from schedule where due_at <= $1',
  'send-payouts': `select from payout where status in ('approved', 'sending') and not needs_review`,
  mail: 'select from mail where due_at <= $1',
};

const QUESTION = `select ${JOBS.map((job) => `exists (${DUE[job]}) as "${job}"`).join(', ')}`;

/** The kinds of work of which something is due by the program's clock, whoever forgot to say so. */
export async function jobsDue(): Promise<JobName[]> {
  const { rows } = await pool.query<Record<JobName, boolean>>({
    name: 'jobs-due',
    text: QUESTION,
    values: [new Date(now())],
  });
  return JOBS.filter((job) => rows[0]?.[job]);
}
