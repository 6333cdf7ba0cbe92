import { programCurrency } from '~/domain/program/program.server';
import { listMonths } from '~/domain/reporting/month-statements.server';
import { now } from '~/platform/clock.server';
import * as operations from '../operations/statements';
import { resource, serve } from '../resource.server';
import { iso, money } from '../schema';
import { namedPartner } from '../statement-answers.server';

const routes = resource(
  serve(operations.listStatements, async ({ scope, query }) => {
    const currency = await programCurrency();
    const months = await listMonths(scope, namedPartner(scope, query.partnerId), now());
    const data = months.map(({ month, closedAt, earned, paid, closing }) => ({
      ...{ month, closedAt: iso(closedAt) },
      earned: money(earned, currency),
      paid: money(paid, currency),
      closing: money(closing, currency),
    }));
    return { data, nextCursor: null };
  }),
);

export const loader = routes.loader;
export const action = routes.action;
