import { programCurrency } from '~/domain/program/program.server';
import { formatRate, parseRate } from '~/domain/program/rate';
import { rateProblemWords } from '~/domain/program/rate-words';
import { type ExchangeRateView, listRates } from '~/domain/program/rates.server';
import { recordRate } from '~/flows/record-rates.server';
import { json, problem } from '~/platform/http.server';
import { invalidField } from '~/platform/input.server';
import * as operations from '../operations/rates';
import { resource, serve } from '../resource.server';
import { iso } from '../schema';

const rateJson = ({ day, currency, ratePerE9, createdAt }: ExchangeRateView, own: string) => ({
  day,
  currency,
  rate: formatRate(ratePerE9, currency, own),
  createdAt: iso(createdAt),
});

const routes = resource(
  serve(operations.listRates, async ({ scope, query: { currency, ...page } }) => {
    const own = await programCurrency();
    const { data, nextCursor } = await listRates(scope, { currency }, page);
    return { data: data.map((rate) => rateJson(rate, own)), nextCursor };
  }),
  serve(operations.createRate, async ({ scope, body: { day, currency, rate } }) => {
    const own = await programCurrency();
    const ratePerE9 = parseRate(rate, currency, own);
    if (typeof ratePerE9 !== 'bigint')
      return invalidField('rate', rateProblemWords(ratePerE9, currency, own), ratePerE9);
    const recorded = await recordRate(scope, { day, currency, ratePerE9 });
    switch (recorded.outcome) {
      case 'recorded':
      case 'known': {
        const status = recorded.outcome === 'recorded' ? 201 : 200;
        return json({ ...rateJson(recorded.rate, own), payments: recorded.payments }, { status });
      }
      case 'set_once': {
        const standing = formatRate(recorded.rate.ratePerE9, currency, own);
        const detail = `The rate of ${currency} on ${day} is ${standing} and stays: a rate is set once, and ${recorded.payments} payments were converted at it.`;
        return problem({ status: 409, code: 'set_once', detail });
      }
      case 'own_currency':
        return invalidField('currency', "is the program's own and needs no rate", recorded.outcome);
      case 'in_the_future':
        return invalidField('day', 'has not begun', recorded.outcome);
      case 'too_large':
        return invalidField('rate', 'would make a payment larger than any may be', recorded.outcome);
    }
  }),
);

export const loader = routes.loader;
export const action = routes.action;
