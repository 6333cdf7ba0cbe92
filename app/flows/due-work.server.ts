import { now } from '~/platform/clock.server';
import { pool } from '~/platform/db.server';
import { env } from '~/platform/env.server';
import { JOBS, type JobName } from '~/platform/queue.server';

// Each answered by the first entries of an index. $1 is the program's clock, $2 the machine's, which Stripe's memory and mail go by.
const DUE: Record<JobName, string> = {
  'apply-events': `select from inbound_event where status = 'received'`,
  settle: 'select from customer where settle_at <= $1 union all select from payment where settle_at <= $1',
  // and the keys of past days' addresses, which nobody may keep (ADR-0049)
  schedules: `select from schedule where due_at <= $1
    union all select from chain_anchor where due_at <= $2
    union all select from daily_salt where day < ($1::timestamptz at time zone 'UTC')::date`,
  'send-payouts': `select from payout p where not p.needs_review and p.destination not like 'manual:%' and (p.status = 'approved' or (p.status = 'sending'
    and not exists (select from payout_attempt a where a.payout_id = p.id and a.due_at > $2)))`,
  // taken or not: whoever holds the lock works on it
  reconcile: `select from reconciliation where state = 'running'`,
  webhooks: env.productOut
    ? 'select from webhook_delivery where due_at <= $1 and (lease_until is null or lease_until <= $2)'
    : 'select where false',
  'configuration-updates': `select from configuration_update where state = 'running'`,
  mail: 'select from mail where due_at <= $2',
};

// A try of a process that died: not due by the worker's patience, but whoever moves the clock waits for it.
const IN_MOTION = `select from payout where not needs_review and destination not like 'manual:%' and status in ('approved', 'sending')`;

const QUESTION = `select ${JOBS.map((job) => `exists (${DUE[job]}) as "${job}"`).join(', ')}`;

/** The kinds of work of which something is due, whoever forgot to say so. */
export async function jobsDue(): Promise<JobName[]> {
  return [...(await ask('jobs-due', QUESTION))];
}

const DRAIN = {
  ...DUE,
  'send-payouts': `${DUE['send-payouts']} union all ${IN_MOTION}`,
  webhooks: env.productOut ? 'select from webhook_delivery where due_at <= $1' : DUE.webhooks,
};
const DRAIN_QUESTION = `select ${JOBS.map((job) => `exists (${DRAIN[job]}) as "${job}"`).join(', ')}`;

/** Likewise for whoever moves the clock, who also waits for what another process is in the middle of. */
export async function jobsToDrain(): Promise<Set<JobName>> {
  return ask('jobs-to-drain', DRAIN_QUESTION);
}

async function ask(name: string, text: string): Promise<Set<JobName>> {
  const { rows } = await pool.query<Record<JobName, boolean>>({
    name,
    text,
    values: [new Date(now()), new Date()],
  });
  return new Set(JOBS.filter((job) => rows[0]?.[job]));
}
