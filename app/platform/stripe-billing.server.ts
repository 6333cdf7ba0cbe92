import { askStripe, readTransfer, type StripeAnswer, type StripeTransfer } from './stripe.server';

// Objects as Stripe has them now; the caller reads what it needs of them (integrations.md section 4, rule 1).

export const retrieveSession = (id: string): Promise<StripeAnswer<unknown>> =>
  askStripe((stripe) => stripe.checkout.sessions.retrieve(id));

export const retrieveCustomer = (id: string): Promise<StripeAnswer<unknown>> =>
  askStripe((stripe) => stripe.customers.retrieve(id));

export const retrieveSubscription = (id: string): Promise<StripeAnswer<unknown>> =>
  askStripe((stripe) => stripe.subscriptions.retrieve(id));

/** With all its lines: more than ten come in pages. */
export const retrieveInvoice = (id: string): Promise<StripeAnswer<unknown>> =>
  askStripe(async (stripe) => {
    const invoice = await stripe.invoices.retrieve(id);
    if (!invoice.lines.has_more) return invoice;
    const data = await stripe.invoices.listLineItems(id, { limit: 100 }).autoPagingToArray({ limit: 10_000 });
    return { ...invoice, lines: { ...invoice.lines, data } };
  });

export const retrieveCharge = (id: string): Promise<StripeAnswer<unknown>> =>
  askStripe((stripe) => stripe.charges.retrieve(id));

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

export const retrieveTransfer = (id: string): Promise<StripeAnswer<StripeTransfer>> =>
  askStripe(async (stripe) => readTransfer(await stripe.transfers.retrieve(id)));
