import type { Finding } from '~/domain/reconciliation/finding';
import { formatMoney } from '~/kernel/money';
import { pool } from '~/platform/db.server';
import type { Run } from './reconcile-run.server';
import { settleDue } from './settle.server';

/** The newest ledger transaction: what is posted later is what a run brought about. */
export async function ledgerFence(): Promise<bigint> {
  const { rows } = await pool.query<{ id: bigint }>(
    'select coalesce(max(id), 0)::bigint as id from ledger_transaction',
  );
  return rows[0]?.id ?? 0n;
}

/**
 * Settles what the repairs touched and notes which commissions that earned or took back: early churn reverses, an upgraded account earns the
 * next tier, by the same rules as ever (domain.md section 10, 2 and 3).
 * @param fence ledgerFence() from before the first repair
 */
export async function settleRepairs(run: Run, fence: bigint): Promise<void> {
  await run.note('commissions', { state: 'running' });
  await settleDue();
  const touched = await touchedBy(run.delivered);
  const changes = await changesSince(fence, touched);
  await run.found(
    'commissions',
    changes.flatMap((change) => findingOf(change) ?? []),
  );
  await run.note('commissions', { state: 'done', read: touched.length, total: touched.length });
}

const CHUNK = 5_000;

/** Our ids of customers, and of purchases without one, whose facts came with some deliveries; a dispute's row keeps the first one's. */
async function touchedBy(deliveries: Run['delivered']): Promise<string[]> {
  const touched = new Set<string>();
  for (let start = 0; start < deliveries.length; start += CHUNK) {
    const chunk = deliveries.slice(start, start + CHUNK);
    const { rows } = await pool.query<{ id: string }>(
      `select coalesce(customer_id, id) as id from payment where event_id = any($1)
       union select coalesce(p.customer_id, p.id) from refund r join payment p on p.id = r.payment_id where r.event_id = any($1)
       union select coalesce(p.customer_id, p.id) from refund_undone x join payment p on p.id = x.payment_id where x.event_id = any($1)
       union select coalesce(p.customer_id, p.id) from dispute d join payment p on p.id = d.payment_id
         where d.event_id = any($1) or d.external_id = any($2)
       union select customer_id from subscription_change where event_id = any($1)`,
      [chunk.map(({ inboundId }) => inboundId), chunk.map(({ objectId }) => objectId)],
    );
    for (const { id } of rows) touched.add(id);
  }
  return [...touched];
}

interface Change {
  id: string;
  reward: string;
  partner: string;
  customer: string | null;
  reason: string | null;
  currency: string;
  /** what the partner has more, minor units; negative: less */
  amount: bigint;
}

async function changesSince(fence: bigint, touched: readonly string[]): Promise<Change[]> {
  const changes: Change[] = [];
  for (let start = 0; start < touched.length; start += CHUNK) {
    const { rows } = await pool.query<Change>(
      `select c.id, c.reward_key as reward, p.handle as partner, u.external_id as customer,
         c.reversal_reason as reason, t.currency,
         (-sum(e.amount) filter (where e.account = 'commission_expense'))::bigint as amount
       from ledger_transaction t
       join ledger_entry e on e.transaction_id = t.id
       join commission c on c.id = t.commission_id
       join partner p on p.id = c.partner_id
       left join customer u on u.id = c.customer_id
       where t.id > $1 and coalesce(c.customer_id, c.payment_id) = any($2)
       group by c.id, p.handle, u.external_id, t.currency order by c.id`,
      [fence.toString(), touched.slice(start, start + CHUNK)],
    );
    changes.push(...rows);
  }
  return changes;
}

function findingOf({ id, reward, partner, customer, reason, currency, amount }: Change): Finding | null {
  if (amount === null || amount === 0n) return null;
  const isEarned = amount > 0n;
  const shown = formatMoney(isEarned ? amount : -amount, currency);
  const whom = customer === null ? 'for a purchase' : `for the customer ${customer}`;
  const why = isEarned || reason === null ? '' : ` (${reason.replaceAll('_', ' ')})`;
  return {
    kind: isEarned ? 'commission_earned' : 'commission_reversed',
    severity: 'info',
    outcome: 'noted',
    subject: { type: 'commission', id },
    message: isEarned
      ? `${partner} earned ${shown} under ${reward} ${whom}, because of what was fetched.`
      : `${shown} of ${partner} under ${reward} ${whom} were taken back${why}, because of what was fetched.`,
    amount,
    currency,
  };
}
