import { data, redirect } from '@remix-run/node';
import { z } from 'zod';
import type { AdminScope } from '~/domain/identity/scope';
import { programCurrency } from '~/domain/program/program.server';
import { formatRate, parseRate } from '~/domain/program/rate';
import { rateProblemWords } from '~/domain/program/rate-words';
import { previewRate, type RatePreview } from '~/domain/qualification/rate-waits.server';
import { recordRate } from '~/flows/record-rates.server';
import { parseInstant } from '~/kernel/iso';
import { utcDate } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { readForm } from '~/routes/form.server';
import { paths, withQuery } from '~/routes/paths';

const schema = z.object({
  day: z
    .string({ error: 'Choose a day.' })
    .refine((text) => parseInstant(`${text}T00:00:00Z`) !== undefined, 'Choose a day.'),
  currency: z
    .string({ error: 'Give a currency, such as EUR.' })
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{3}$/, 'Give a currency, such as EUR.'),
  rate: z.string({ error: 'Give the rate.' }).trim(),
});

export interface RateEntered {
  /** as it was typed */
  typed: { day: string; currency: string; rate: string };
  errors: { day?: string[]; currency?: string[]; rate?: string[] };
  /** what it would do; null while something is wrong, or nothing was typed */
  preview: RatePreview | null;
}

/** What the address says of a rate to be entered, and what entering it would do. */
export async function readRatePreview(
  scope: AdminScope,
  params: URLSearchParams,
  own: string,
): Promise<RateEntered> {
  const typed = {
    day: params.get('day') ?? '',
    currency: params.get('currency') ?? '',
    rate: params.get('rate') ?? '',
  };
  // a link to the form names the day and the currency alone
  if (typed.rate === '') return { typed, errors: {}, preview: null };
  const read = schema.safeParse(typed);
  if (!read.success) {
    return { typed, errors: z.flattenError(read.error).fieldErrors, preview: null };
  }
  const { day, currency } = read.data;
  const ratePerE9 = parseRate(read.data.rate, currency, own);
  const errors = {
    ...(day > utcDate(now()) ? { day: ['This day has not begun.'] } : {}),
    ...(currency === own ? { currency: [`${own} is the program’s own currency.`] } : {}),
    ...(typeof ratePerE9 === 'bigint'
      ? {}
      : { rate: [`The rate ${rateProblemWords(ratePerE9, currency, own)}.`] }),
  };
  if (typeof ratePerE9 !== 'bigint' || Object.keys(errors).length > 0)
    return { typed, errors, preview: null };
  const preview = await previewRate(scope, { day, currency, ratePerE9 });
  if (preview.basis !== null) return { typed: read.data, errors, preview };
  const tooLarge = ['At this rate a payment is worth more than any may be. Look at the decimal point.'];
  return { typed, errors: { rate: tooLarge }, preview: null };
}

/** POST /admin/rates: enters a rate, or says in words why it cannot be. */
export async function postRate(request: Request, scope: AdminScope) {
  const submission = await readForm(request, schema);
  const own = await programCurrency();
  if (submission.status !== 'success') return refuse('The form is incomplete. Enter the rate again.');
  const { day, currency, rate } = submission.value;
  const ratePerE9 = parseRate(rate, currency, own);
  if (typeof ratePerE9 !== 'bigint') return refuse(`The rate ${rateProblemWords(ratePerE9, currency, own)}.`);
  const recorded = await recordRate(scope, { day, currency, ratePerE9 });
  switch (recorded.outcome) {
    case 'recorded':
    case 'known':
      return redirect(withQuery(paths.adminRates, { converted: String(recorded.payments) }));
    case 'set_once':
      return refuse(
        `The rate of ${currency} on ${day} is ${formatRate(recorded.rate.ratePerE9, currency, own)} and stays. ${recorded.payments} payments were converted at it, and what was earned by them may not change.`,
      );
    case 'own_currency':
      return refuse(`${own} is the program’s own currency and needs no rate.`);
    case 'in_the_future':
      return refuse(`${day} has not begun.`);
    case 'too_large':
      return refuse('At this rate a payment is worth more than any may be. Look at the decimal point.');
  }
}

const refuse = (refused: string) => data({ refused }, { status: 422 });
