import type Stripe from 'stripe';
import type { Instant } from '~/kernel/time';
import { askStripe, readTransfer, type StripeAnswer, type StripeTransfer } from './stripe.server';

const PAGE = 100;

// Objects as Stripe has them now; the caller reads what it needs of them (integrations.md section 4, rule 1).

export const retrieveSession = (id: string): Promise<StripeAnswer<unknown>> =>
  askStripe((stripe) => stripe.checkout.sessions.retrieve(id));

export const retrieveCustomer = (id: string): Promise<StripeAnswer<unknown>> =>
  askStripe((stripe) => stripe.customers.retrieve(id));

export const retrieveSubscription = (id: string): Promise<StripeAnswer<unknown>> =>
  askStripe((stripe) => stripe.subscriptions.retrieve(id));

/** With all its lines, more than ten come in pages; and its discounts, which say what code was used. */
export const retrieveInvoice = (id: string): Promise<StripeAnswer<unknown>> =>
  askStripe(async (stripe) => {
    const invoice = await stripe.invoices.retrieve(id, { expand: ['discounts'] });
    if (!invoice.lines.has_more) return invoice;
    const data = await stripe.invoices.listLineItems(id, { limit: 100 }).autoPagingToArray({ limit: 10_000 });
    return { ...invoice, lines: { ...invoice.lines, data } };
  });

export const retrieveCreditNote = (id: string): Promise<StripeAnswer<unknown>> =>
  askStripe((stripe) => stripe.creditNotes.retrieve(id));

export const retrievePromotionCode = (id: string): Promise<StripeAnswer<unknown>> =>
  askStripe((stripe) => stripe.promotionCodes.retrieve(id));

/** The completed checkouts of a customer. */
export const sessionsOfCustomer = (customer: string): Promise<StripeAnswer<unknown[]>> =>
  askStripe((stripe) =>
    stripe.checkout.sessions
      .list({ customer, status: 'complete', limit: PAGE })
      .autoPagingToArray({ limit: 1_000 }),
  );

/** The subscriptions of a customer, the ended ones too, with their discounts. */
export const subscriptionsOfCustomer = (customer: string): Promise<StripeAnswer<unknown[]>> =>
  askStripe((stripe) =>
    stripe.subscriptions
      .list({ customer, status: 'all', limit: PAGE, expand: ['data.discounts'] })
      .autoPagingToArray({ limit: 1_000 }),
  );

/** When what a payment intent asked for was charged; null while it was not. */
export const chargedAt = (intent: string): Promise<StripeAnswer<Instant | null>> =>
  askStripe(async (stripe) => {
    const { latest_charge: charge } = await stripe.paymentIntents.retrieve(intent, {
      expand: ['latest_charge'],
    });
    return charge === null || typeof charge === 'string' ? null : charge.created * 1000;
  });

export const retrieveCharge = (id: string): Promise<StripeAnswer<unknown>> =>
  askStripe((stripe) => stripe.charges.retrieve(id));

export const retrieveDispute = (id: string): Promise<StripeAnswer<unknown>> =>
  askStripe((stripe) => stripe.disputes.retrieve(id));

/** All refunds of a charge. */
export const listRefunds = (charge: string): Promise<StripeAnswer<unknown[]>> =>
  askStripe((stripe) => stripe.refunds.list({ charge, limit: 100 }).autoPagingToArray({ limit: 10_000 }));

/** The invoice a payment intent paid; null when it paid none. */
export const invoiceOfPaymentIntent = (intent: string): Promise<StripeAnswer<string | null>> =>
  askStripe(async (stripe) => {
    const payment = { type: 'payment_intent' as const, payment_intent: intent };
    const [found] = (await stripe.invoicePayments.list({ payment, limit: 1 })).data;
    if (!found) return null;
    return typeof found.invoice === 'string' ? found.invoice : found.invoice.id;
  });

/** What a payment was charged and what that came to in the account, before fees. */
export interface StripeSettlement {
  /** minor units of the payment's currency, tax included */
  charged: bigint;
  /** minor units of the currency it was settled in */
  settled: bigint;
}

/** From a payment's currency into the one it is wanted in; upper case. */
export interface SettlementCurrencies {
  charged: string;
  settled: string;
}

/**
 * What a paid invoice settled at, all its payments together; null when not all of it has settled yet, or in another currency.
 * Payments are asked one by one: Stripe expands four levels at most, and from a list their balance transactions are the fifth.
 */
export const settlementOfInvoice = (
  invoice: string,
  currencies: SettlementCurrencies,
): Promise<StripeAnswer<StripeSettlement | null>> =>
  askStripe(async (stripe) => {
    const paid = await stripe.invoicePayments
      .list({ invoice, status: 'paid', limit: PAGE })
      .autoPagingToArray({ limit: 10_000 });
    const charges: Array<Stripe.Charge | null> = [];
    for (const { payment } of paid) charges.push(await chargeOf(stripe, payment));
    return totalOf(charges, currencies);
  });

/** What a payment intent settled at; null as with an invoice. */
export const settlementOfPaymentIntent = (
  intent: string,
  currencies: SettlementCurrencies,
): Promise<StripeAnswer<StripeSettlement | null>> =>
  askStripe(async (stripe) => totalOf([await chargeOf(stripe, { payment_intent: intent })], currencies));

/** With its balance transaction; null for what was paid outside of Stripe, or is not charged yet. */
async function chargeOf(
  stripe: Stripe,
  { payment_intent: intent, charge }: Pick<Stripe.InvoicePayment.Payment, 'payment_intent' | 'charge'>,
): Promise<Stripe.Charge | null> {
  if (intent) {
    const expand = ['latest_charge.balance_transaction'];
    const { latest_charge: latest } = await stripe.paymentIntents.retrieve(idOf(intent), { expand });
    return typeof latest === 'string' ? null : latest;
  }
  return charge ? stripe.charges.retrieve(idOf(charge), { expand: ['balance_transaction'] }) : null;
}

const idOf = (reference: string | { id: string }) =>
  typeof reference === 'string' ? reference : reference.id;

/** A part that is missing would make the whole look cheaper: all or nothing. */
function totalOf(
  charges: ReadonlyArray<Stripe.Charge | null>,
  currencies: SettlementCurrencies,
): StripeSettlement | null {
  const total = { charged: 0n, settled: 0n };
  for (const charge of charges) {
    const transaction = charge?.balance_transaction;
    if (!charge || !transaction || typeof transaction === 'string') return null;
    if (charge.currency.toUpperCase() !== currencies.charged) return null;
    if (transaction.currency.toUpperCase() !== currencies.settled) return null;
    total.charged += BigInt(charge.amount_captured);
    total.settled += BigInt(transaction.amount);
  }
  return charges.length > 0 ? total : null;
}

export const retrieveTransfer = (id: string): Promise<StripeAnswer<StripeTransfer>> =>
  askStripe(async (stripe) => readTransfer(await stripe.transfers.retrieve(id)));

// Everything there is of a kind, for comparing it with the books (domain.md section 10): newest first, a hundred to a request, handed on in
// batches so that an account of any size fits into memory.

const PAGES_AT_ONCE = 5;

/** Takes some objects, as Stripe has them now. */
type Take<T> = (batch: T[]) => Promise<void>;

async function inBatches<T>(
  list: (stripe: Stripe, page: { limit: number; created?: { gte: number } }) => AsyncIterable<T>,
  since: Instant | null,
  take: Take<T>,
): Promise<StripeAnswer<number>> {
  return askStripe(async (stripe) => {
    const created = since === null ? {} : { created: { gte: Math.floor(since / 1000) } };
    let batch: T[] = [];
    let read = 0;
    for await (const object of list(stripe, { limit: PAGE, ...created })) {
      batch.push(object);
      if (batch.length < PAGE * PAGES_AT_ONCE) continue;
      read += batch.length;
      await take(batch);
      batch = [];
    }
    if (batch.length > 0) await take(batch);
    return read + batch.length;
  });
}

/**
 * Completed checkouts.
 * @param since only what was made at or after it; null = everything
 * @returns how many were read
 */
export const eachSession = (since: Instant | null, take: Take<unknown>): Promise<StripeAnswer<number>> =>
  inBatches((stripe, page) => stripe.checkout.sessions.list({ ...page, status: 'complete' }), since, take);

/** Paid invoices, with their first ten lines. */
export const eachPaidInvoice = (since: Instant | null, take: Take<unknown>): Promise<StripeAnswer<number>> =>
  inBatches((stripe, page) => stripe.invoices.list({ ...page, status: 'paid' }), since, take);

/** Refunds, each with its charge. */
export const eachRefund = (since: Instant | null, take: Take<unknown>): Promise<StripeAnswer<number>> =>
  inBatches((stripe, page) => stripe.refunds.list({ ...page, expand: ['data.charge'] }), since, take);

/** Credit notes, those that were voided, too. */
export const eachCreditNote = (since: Instant | null, take: Take<unknown>): Promise<StripeAnswer<number>> =>
  inBatches((stripe, page) => stripe.creditNotes.list(page), since, take);

export const eachDispute = (since: Instant | null, take: Take<unknown>): Promise<StripeAnswer<number>> =>
  inBatches((stripe, page) => stripe.disputes.list(page), since, take);

/** Subscriptions, the ended ones too. */
export const eachSubscription = (since: Instant | null, take: Take<unknown>): Promise<StripeAnswer<number>> =>
  inBatches((stripe, page) => stripe.subscriptions.list({ ...page, status: 'all' }), since, take);

/** Transfers to connected accounts, each with the payout it names. */
export const eachTransfer = (
  since: Instant | null,
  take: Take<StripeTransfer & { group: string | null }>,
): Promise<StripeAnswer<number>> =>
  inBatches(
    (stripe, page) => stripe.transfers.list(page),
    since,
    (batch) => take(batch.map((transfer) => ({ ...readTransfer(transfer), group: transfer.transfer_group }))),
  );

/** Events of some types as Stripe remembers them: about thirty days back. */
export const eachEvent = (types: string[], take: Take<Stripe.Event>): Promise<StripeAnswer<number>> =>
  inBatches((stripe, { limit }) => stripe.events.list({ limit, types }), null, take);
