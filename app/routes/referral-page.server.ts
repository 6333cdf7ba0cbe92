import { rewardNames } from '~/components/money/reward-names';
import { listCommissions } from '~/domain/commission/commissions.server';
import type { Scope } from '~/domain/identity/scope';
import { loadAllTerms } from '~/domain/program/terms.server';
import { getCustomer } from '~/domain/qualification/customers.server';
import { tellTimeline } from '~/flows/tell-timeline.server';
import { readPage } from '~/routes/page-params';
import { referralRows } from '~/routes/referral-rows.server';

const ENTRIES = 200;

/** One customer's page, as its partner and admins see it: milestones, journey, commissions. @throws 404 */
export async function loadReferralPage(scope: Scope, id: string, params: URLSearchParams) {
  const customer = await getCustomer(scope, id);
  const [row] = customer ? await referralRows(scope, [customer]) : [];
  if (!customer || !row) throw new Response('There is no such referral.', { status: 404 });
  const [timeline, commissions, terms] = await Promise.all([
    tellTimeline(scope, id, readPage(params, ENTRIES)),
    listCommissions(scope, { customerId: customer.externalId }, { limit: 50 }),
    loadAllTerms(),
  ]);
  return {
    row,
    milestones: customer.milestones,
    activeDays: customer.activeDays,
    members: customer.members,
    lifetimeValue: customer.lifetimeValue,
    locked: customer.referral?.channel === 'partner' && customer.referral.locked,
    entries: timeline?.data ?? [],
    nextCursor: timeline?.nextCursor ?? null,
    commissions: commissions.data,
    rewards: rewardNames(terms),
  };
}
