import type { Instant } from '~/kernel/time';
import { pool } from '~/platform/db.server';

/** What waits to be done; each is answered by an index. */
export interface Backlog {
  /** by status: received ones wait for the worker, waiting ones for a customer or payment */
  events: { received: number; waiting: number };
  payouts: { requested: number; approved: number; sending: number; needsReview: number };
  /** customers and purchases to be settled by now */
  settle: number;
  mail: number;
}

/** @param now the program's clock */
export async function readBacklog(now: Instant): Promise<Backlog> {
  const { rows } = await pool.query<Record<string, number>>(
    `select (select count(*) from inbound_event where status = 'received')::int as received,
        (select count(*) from inbound_event where status = 'waiting')::int as waiting,
        (select count(*) from payout where status = 'requested')::int as requested,
        (select count(*) from payout where status = 'approved')::int as approved,
        (select count(*) from payout where status = 'sending')::int as sending,
        (select count(*) from payout where status in ('approved', 'sending') and needs_review)::int as review,
        ((select count(*) from customer where settle_at <= $1) + (select count(*) from payment where settle_at <= $1))::int as settle,
        (select count(*) from mail where due_at <= $1)::int as mail`,
    [new Date(now)],
  );
  const { received = 0, waiting = 0, requested = 0, approved = 0, sending = 0, review = 0 } = rows[0] ?? {};
  return {
    events: { received, waiting },
    payouts: { requested, approved, sending, needsReview: review },
    settle: rows[0]?.settle ?? 0,
    mail: rows[0]?.mail ?? 0,
  };
}
