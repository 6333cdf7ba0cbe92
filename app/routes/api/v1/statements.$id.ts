import { closingOf, type Holdings } from '~/domain/payout/month-statement';
import { getMonthStatement } from '~/domain/reporting/month-statements.server';
import { now } from '~/platform/clock.server';
import { notFound } from '~/platform/http.server';
import * as operations from '../operations/statements';
import { resource, serve } from '../resource.server';
import { iso, money } from '../schema';
import { namedPartner } from '../statement-answers.server';

const routes = resource(
  serve(operations.readStatement, async ({ scope, id, query }) => {
    const partnerId = namedPartner(scope, query.partnerId);
    if (!operations.isMonth(id)) return notFound('statement');
    const statement = await getMonthStatement(scope, partnerId, { month: id, at: now() });
    if (!statement) return notFound('statement');
    const { month, closedAt, currency, lines } = statement;
    const holdings = ({ pending, available, inTransit }: Holdings) => ({
      pending: money(pending, currency),
      available: money(available, currency),
      inTransit: money(inTransit, currency),
    });
    return {
      ...{ month, closedAt: iso(closedAt) },
      opening: holdings(statement.opening),
      lines: lines.map(({ at, kind, cancels, reference, paid, ...amounts }) => ({
        ...{ at: iso(at), kind, cancels, reference },
        ...holdings(amounts),
        paid: money(paid, currency),
      })),
      closing: holdings(closingOf(statement)),
    };
  }),
);

export const loader = routes.loader;
export const action = routes.action;
