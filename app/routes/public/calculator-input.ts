import type { Expectation } from '~/domain/reporting/earnings-calculator';
import { parseAmount } from '~/kernel/amount-input';

/** What somebody typed into the calculator. */
export interface CalculatorInput {
  clients: string;
  conversion: string;
  revenue: string;
}

/** Of a small agency (domain.md section 14). */
export const exampleInput: CalculatorInput = { clients: '15', conversion: '50', revenue: '400' };

const MOST_CLIENTS = 100_000;

export function readCalculator(params: URLSearchParams): CalculatorInput {
  const take = (name: keyof CalculatorInput) => params.get(name)?.slice(0, 20) ?? exampleInput[name];
  return { clients: take('clients'), conversion: take('conversion'), revenue: take('revenue') };
}

export type Understood =
  | { ok: true; expectation: Expectation }
  | { ok: false; errors: Partial<Record<keyof CalculatorInput, string>> };

/** The same reading in the browser and on the server, so that the form works without scripts. */
export function understand(input: CalculatorInput, currency: string): Understood {
  const clients = /^\d{1,6}$/.test(input.clients.trim()) ? Number(input.clients) : undefined;
  // two decimals of a percent are whole basis points
  const conversionBps = parseAmount(input.conversion.replace(/%\s*$/, ''), 'USD');
  const monthlyRevenue = parseAmount(input.revenue, currency);
  const errors = {
    ...((clients === undefined || clients > MOST_CLIENTS) && {
      clients: `A whole number up to ${MOST_CLIENTS.toLocaleString('en-US')}.`,
    }),
    ...((conversionBps === undefined || conversionBps > 10_000n) && {
      conversion: 'A percentage from 0 to 100.',
    }),
    ...((monthlyRevenue === undefined || monthlyRevenue > 10n ** 11n) && {
      revenue: 'An amount such as 400.00.',
    }),
  };
  if (Object.keys(errors).length > 0 || conversionBps === undefined || monthlyRevenue === undefined)
    return { ok: false, errors };
  return { ok: true, expectation: { clients: clients ?? 0, conversionBps, monthlyRevenue } };
}
