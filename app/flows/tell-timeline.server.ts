import { loadCommissions, rowKey } from '~/domain/commission/book.server';
import type { Scope } from '~/domain/identity/scope';
import { getCustomer } from '~/domain/qualification/customers.server';
import type { TimelineEntry } from '~/domain/qualification/timeline';
import { getTimeline } from '~/domain/qualification/timeline.server';
import { explainedEntries } from '~/domain/reporting/explanation-timeline';
import { db } from '~/platform/db.server';
import type { Listed, Page } from '~/platform/page';
import { loadSeen } from './explain-subject.server';

/**
 * The chain of one customer, oldest first: what was recorded, and what the rules made of it, with what earned nothing (contract.md,
 * `/customers/:id/timeline`; ADR-0073).
 * @returns undefined when there is no such customer, or it is not the asker's
 */
export async function tellTimeline(
  scope: Scope,
  customerId: string,
  page: Page,
): Promise<Listed<TimelineEntry> | undefined> {
  if (!(await getCustomer(scope, customerId))) return undefined;
  const [seen, rows] = await Promise.all([
    loadSeen(scope, { customerId }),
    loadCommissions(db, { customerIds: [customerId], purchaseIds: [] }),
  ]);
  if (!seen) return undefined;
  const booked = new Map(
    rows
      .filter((row) => row.withdrawnAt === null)
      .map((row) => [rowKey(row), { id: row.id, amount: row.amount }]),
  );
  const rewards = Object.fromEntries(
    seen.subject.context.terms.flatMap((terms) => terms.rewards.map(({ key, name }) => [key, name])),
  );
  return getTimeline(scope, customerId, page, { entries: explainedEntries(seen, booked, rewards), rewards });
}
