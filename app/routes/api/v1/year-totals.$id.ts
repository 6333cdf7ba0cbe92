import { yearTotals } from '~/domain/reporting/month-statements.server';
import { now } from '~/platform/clock.server';
import { notFound } from '~/platform/http.server';
import * as operations from '../operations/statements';
import { resource, serve } from '../resource.server';
import { money } from '../schema';

const routes = resource(
  serve(operations.readYearTotals, async ({ scope, id, query: { partnerId } }) => {
    if (!operations.isYear(id)) return notFound('year');
    const narrowed = partnerId === undefined ? {} : { partnerId };
    const totals = await yearTotals(scope, { year: id, at: now(), ...narrowed });
    const data = totals.map(({ partner, currency, months, total, final }) => ({
      ...{ partnerId: partner.id, handle: partner.handle, country: partner.country, final },
      months: months.map(({ month, paid }) => ({ month, paid: money(paid, currency) })),
      total: money(total, currency),
    }));
    return { data, nextCursor: null };
  }),
);

export const loader = routes.loader;
export const action = routes.action;
