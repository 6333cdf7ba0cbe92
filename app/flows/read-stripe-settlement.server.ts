import { programCurrency } from '~/domain/program/program.server';
import type { Settlement } from '~/domain/qualification/stripe-facts';
import type { MinorUnits } from '~/kernel/money';
import { settlementOfInvoice, settlementOfPaymentIntent } from '~/platform/stripe-billing.server';
import type { Fetched } from './stripe-evidence.server';

/**
 * What Stripe settled a payment at; null when it is in the program's currency already, is worth nothing, or has not settled yet: then the
 * day's rate counts (domain.md section 6, basis).
 * @param paid what at Stripe paid it
 * @param patient false after several vain tries: then the day's rate counts
 */
export async function settlementOf(
  {
    data: { paymentId, amount, currency },
  }: {
    data: { paymentId: string; amount: MinorUnits; currency: string };
  },
  paid: { invoice: string } | { paymentIntent: string },
  patient: boolean,
): Promise<Fetched<(Settlement & { paymentId: string }) | null>> {
  const own = await programCurrency();
  if (currency === own || amount === 0n) return { outcome: 'ok', value: null };
  const currencies = { charged: currency, settled: own };
  const answer =
    'invoice' in paid
      ? await settlementOfInvoice(paid.invoice, currencies)
      : await settlementOfPaymentIntent(paid.paymentIntent, currencies);
  if (answer.outcome === 'unknown' && patient) return { outcome: 'later', reason: answer.reason };
  const settled = answer.outcome === 'ok' ? answer.value : null;
  return { outcome: 'ok', value: settled && { ...settled, currency, paymentId } };
}
