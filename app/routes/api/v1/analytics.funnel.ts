import { MOST_POINTS, pointStarts } from '~/domain/reporting/funnel';
import { getFunnel } from '~/domain/reporting/funnel.server';
import { DAY_MS, utcDay } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { unprocessable } from '~/platform/input.server';
import * as operations from '../operations/money';
import { presentFunnel } from '../present';
import { resource, serve } from '../resource.server';

const DEFAULT_DAYS = 30;

const routes = resource(
  serve(operations.readFunnel, async ({ scope, query }) => {
    const to = query.to ?? (utcDay(now()) + 1) * DAY_MS;
    const from = query.from ?? to - DEFAULT_DAYS * DAY_MS;
    if (from >= to) return refused('must be before to');
    if (pointStarts(from, to, query.interval).length > MOST_POINTS) {
      return refused(`is too early: this interval would give more than ${MOST_POINTS} points`);
    }
    return presentFunnel(await getFunnel(scope, { ...query, from, to }));
  }),
);

export const loader = routes.loader;
export const action = routes.action;

function refused(detail: string): Response {
  return unprocessable([{ field: 'from', pointer: null, detail }]);
}
