import type { z } from 'zod';
import type { Earned, PartnerComparison, SimulatedMonth } from '~/domain/commission/simulate-compare';
import { serializeTerms } from '~/domain/program/terms-document';
import { type Simulation, simulateTerms } from '~/flows/simulate-terms.server';
import { notFound } from '~/platform/http.server';
import { invalidField } from '~/platform/input.server';
import * as operations from '../operations/simulation';
import { resource, serve } from '../resource.server';
import { iso, money } from '../schema';

const routes = resource(
  serve(operations.simulateTerms, async ({ scope, id, query, body: { document, from, partnerId } }) => {
    const wish = { key: id, document, from, partnerId: partnerId ?? query.partnerId };
    const result = await simulateTerms(scope, wish);
    switch (result.outcome) {
      case 'simulated':
        return simulationJson(result.simulation);
      case 'unknown_terms':
        return notFound('terms');
      case 'other_scope':
        return invalidField(
          'document.scope',
          `must be ${result.scope}, as in force: another scope credits other partners, which cannot be replayed`,
          result.outcome,
        );
    }
  }),
);

export const loader = routes.loader;
export const action = routes.action;

function simulationJson(simulation: Simulation): z.input<typeof operations.Simulation> {
  const { draft, version, from, asOf, currency, totals } = simulation;
  const of = (amount: bigint) => money(amount, currency);
  const earned = ({ earned: sum, qualifying }: Earned) => ({ earned: of(sum), qualifying: of(qualifying) });
  const sums = (pool: PartnerComparison['caps'][number]['now']) =>
    pool && { uncapped: of(pool.uncapped), amount: of(pool.amount) };
  const figures = (side: SimulatedMonth['now']) => ({
    vested: of(side.vested),
    reversed: of(side.reversed),
    released: of(side.released),
  });
  const months = (all: readonly SimulatedMonth[]) =>
    all.map((one) => ({ month: one.month, now: figures(one.now), draft: figures(one.draft) }));
  return {
    key: draft.key,
    version,
    document: serializeTerms({ ...draft, version, effectiveAt: asOf }),
    from: iso(from),
    asOf: iso(asOf),
    totals: {
      now: earned(totals.now),
      draft: earned(totals.draft),
      difference: of(totals.difference),
      commissions: totals.commissions,
      customers: totals.customers,
    },
    months: months(simulation.months),
    partners: simulation.partners.map(({ partnerId, handle, name, commissions, ...one }) => ({
      ...{ partnerId, handle, name, commissions },
      now: earned(one.now),
      draft: earned(one.draft),
      difference: of(one.difference),
      caps: one.caps.map(({ rewardKey, month, customerId, now, draft: would }) => ({
        ...{ reward: rewardKey, month, customerId },
        now: sums(now),
        draft: sums(would),
      })),
      months: months(one.months),
    })),
  };
}
