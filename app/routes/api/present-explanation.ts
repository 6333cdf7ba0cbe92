import type { z } from 'zod';
import type { CommissionView } from '~/domain/commission/commissions.server';
import type { Step } from '~/domain/reporting/explanation';
import { summaryWords, withdrawnWords } from '~/domain/reporting/explanation-summary';
import { tell } from '~/domain/reporting/explanation-words';
import type { Explained } from '~/flows/explain-commission.server';
import type { Explanation, ExplanationStep } from './operations/explanations';
import { presentCommission } from './present';
import { iso, money } from './schema';

/** Names under which a number is an instant; everywhere else it is a count. */
const instants = new Set([
  'at',
  'to',
  'from',
  'until',
  'floor',
  'activeSince',
  'periodFrom',
  'periodTo',
  'sliceFrom',
]);
const isInstant = (name: string) => instants.has(name) || name.endsWith('At');

/** The structure of an explanation as JSON: Money as strings, instants as ISO 8601. Its schema is held against it by the tests. */
function plain(value: unknown, name = ''): unknown {
  if (typeof value === 'number') return isInstant(name) ? iso(value) : value;
  if (Array.isArray(value)) return value.map((item) => plain(item, name));
  if (value === null || typeof value !== 'object') return value;
  if ('currency' in value && 'amount' in value && typeof value.amount === 'bigint')
    return money(value.amount, String(value.currency));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, key)]));
}

function presentStep(step: Step): z.input<typeof ExplanationStep> {
  return plain({ ...step, ...tell(step) }) as z.input<typeof ExplanationStep>;
}

/** GET /commissions/:id/explanation */
export function presentExplanation(
  commission: CommissionView,
  explained: Explained,
  asOf: number,
): z.input<typeof Explanation> {
  const common = { commission: presentCommission(commission) };
  if (explained.outcome === 'withdrawn') {
    return {
      ...common,
      asOf: iso(asOf),
      words: withdrawnWords(explained),
      withdrawnAt: iso(explained.at),
      inBooks: true,
      steps: [],
    };
  }
  const { explanation, inBooks } = explained;
  return {
    ...common,
    asOf: iso(explanation.asOf),
    words: summaryWords(explanation),
    withdrawnAt: null,
    inBooks,
    steps: explanation.steps.map(presentStep),
  };
}
