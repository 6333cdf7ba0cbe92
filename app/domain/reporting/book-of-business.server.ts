import type { PartnerScope } from '~/domain/identity/scope';
import type { Standing } from '~/domain/partner/standing';
import { type Terms, termsInForce } from '~/domain/program/terms';
import type { MinorUnits } from '~/kernel/money';
import { type Instant, utcMonth } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { type BookCustomer, type BookRow, bookRows } from './book-of-business';
import {
  type BookPayment,
  type CustomerRow,
  loadCustomers,
  loadPayments,
  loadProjects,
  loadStandings,
  loadSubscriptions,
  loadUse,
} from './book-of-business-facts.server';
import { clientMonths, rewardWithMonths } from './client-months';

/** An agency's clients and what of its monthly cap is used; amounts in the program's currency. */
export interface BookOfBusiness {
  rows: BookRow[];
  /** projects put away; who came through them stands among the rows */
  archived: BookRow[];
  /** null: its terms have no monthly cap */
  cap: { month: string; used: MinorUnits; of: MinorUnits; rewardKey: string } | null;
}

/**
 * The book of an agency, in a number of questions that does not grow with its clients.
 * @param known.terms every version of every terms
 */
export async function loadBook(
  { partnerId }: Pick<PartnerScope, 'partnerId'>,
  { terms, now }: { terms: readonly Terms[]; now: Instant },
): Promise<BookOfBusiness> {
  const [projects, customers, standings] = await Promise.all([
    loadProjects(partnerId),
    loadCustomers(partnerId),
    loadStandings(partnerId),
  ]);
  const ids = customers.map(({ id }) => id);
  const [payments, uses, subscriptions, cap] = await Promise.all([
    loadPayments(ids),
    loadUse(ids, now),
    loadSubscriptions(ids),
    loadCap(partnerId, terms, now),
  ]);
  const known = { payments, uses, subscriptions, terms, standings, now };
  const own = customers.map((row) => customerOf(row, known));
  const current = projects.filter(({ archivedAt }) => archivedAt === null);
  const away = projects.filter(({ archivedAt }) => archivedAt !== null);
  return { rows: bookRows(current, own, now), archived: bookRows(away, [], now), cap };
}

/** The pool of an agency's monthly cap (domain.md section 6): what is taken back later is not given to others. */
async function loadCap(
  partnerId: string,
  terms: readonly Terms[],
  now: Instant,
): Promise<BookOfBusiness['cap']> {
  const reward = termsInForce(terms, 'agency', now)?.rewards.find(
    (one) => one.kind === 'share' && one.capPerPartnerMonth !== null,
  );
  if (reward?.kind !== 'share' || reward.capPerPartnerMonth === null) return null;
  const month = utcMonth(now);
  const { _sum } = await db.commission.aggregate({
    where: { partnerId, rewardKey: reward.key, month, withdrawnAt: null },
    _sum: { amount: true },
  });
  return { month, used: _sum.amount ?? 0n, of: reward.capPerPartnerMonth, rewardKey: reward.key };
}

interface Known {
  payments: Map<string, BookPayment[]>;
  uses: Map<string, BookCustomer['use']>;
  subscriptions: Map<string, Array<{ status: string; at: Instant }>>;
  terms: readonly Terms[];
  standings: readonly Standing[];
  now: Instant;
}

function customerOf(row: CustomerRow, known: Known): BookCustomer {
  const { id, externalId, domain, handoffId } = row;
  const payments = known.payments.get(id) ?? [];
  const disputes = payments.flatMap((payment) => payment.disputedAt ?? []);
  const terms = known.terms.find(({ key, version }) => key === row.termsKey && version === row.termsVersion);
  const reward = terms && rewardWithMonths(terms);
  return {
    ...{ id, externalId, domain, handoffId },
    byAgency: row.reason === 'agency',
    signedUpAt: row.signedUpAt.getTime(),
    paidAt: row.paidAt?.getTime() ?? null,
    goneAt: row.churnedAt?.getTime() ?? null,
    lastActiveAt: row.lastActiveAt?.getTime() ?? null,
    disputedAt: disputes.length === 0 ? null : Math.min(...disputes),
    subscriptions: known.subscriptions.get(id) ?? [],
    months: reward ? clientMonths(reward, payments, known) : null,
    use: known.uses.get(id) ?? { recent: 0n, before: 0n },
  };
}
