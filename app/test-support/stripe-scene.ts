import type Stripe from 'stripe';
import type { Instant } from '~/kernel/time';
import type { openStripeServer } from './stripe';

// A half-year at Stripe in which every event happens that integrations.md section 4 lists: made by the Stripe-compatible server, never copied.

type Server = Awaited<ReturnType<typeof openStripeServer>>;

/** Every type of event the table of integrations.md section 4 names. */
export const tabledTypes = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'customer.created',
  'customer.updated',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'invoice.paid',
  'invoice.payment_failed',
  'invoice.marked_uncollectible',
  'invoice.voided',
  'charge.updated',
  'charge.refunded',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.refund.updated',
  'credit_note.created',
  'credit_note.voided',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
  'charge.dispute.closed',
  'radar.early_fraud_warning.created',
  'promotion_code.created',
  'promotion_code.updated',
  'coupon.deleted',
  'transfer.created',
  'transfer.reversed',
  'account.updated',
  'capability.updated',
  'account.external_account.created',
  'account.external_account.deleted',
  'account.application.deauthorized',
  'payout.paid',
  'payout.failed',
  'payout.canceled',
] as const;

/** What a checkout or renewal came to; ids of Stripe's. */
interface Sold {
  session: string;
  customer: string | null;
  subscription: string;
  invoice: string;
  paymentIntent: string | null;
  charge: string;
}

/** A customer of the product's before it went to Stripe. */
export interface SignedUp {
  id: string;
  email: string;
  promotionCode?: string;
}

export const signedUp: readonly SignedUp[] = [
  { id: 'acme', email: 'ann@acme.test', promotionCode: 'NORTH20' },
  { id: 'annual', email: 'bo@annual.test', promotionCode: 'NORTH20' },
  { id: 'euro', email: 'cy@euro.test', promotionCode: 'NORTH20' },
  { id: 'parts', email: 'di@parts.test', promotionCode: 'NORTH20' },
  { id: 'appeal', email: 'ed@appeal.test', promotionCode: 'NORTH20' },
  { id: 'trial', email: 'fi@trial.test', promotionCode: 'NORTH20' },
  { id: 'by-mail', email: 'gus@by-mail.test', promotionCode: 'NORTH20' },
  { id: 'later', email: 'hal@later.test' },
];

export const CLICKS: ReadonlyArray<{ id: string; partner: string; at: string }> = [
  { id: 'clk-shop', partner: 'north', at: '2026-01-03T08:00:00Z' },
  { id: 'clk-guest', partner: 'north', at: '2026-01-03T08:00:00Z' },
];
export const SIGNED_UP_AT: Instant = Date.parse('2026-01-02T10:00:00Z');
export const UNTIL = '2026-12-01T00:00:00Z';

/** Lets all of it happen. @param moment is told after each thing that happened, for whoever wants to remember how things were then */
export async function playScene(server: Server, stripe: Stripe, moment: () => void): Promise<void> {
  const play = new Scene(server, stripe, moment);
  await play.codes();
  await play.subscriber();
  await play.shops();
  await play.annual();
  await play.abroad();
  await play.parts();
  await play.disputes();
  await play.unpaid();
  await play.accounts();
}

class Scene {
  constructor(
    private readonly server: Server,
    private readonly stripe: Stripe,
    private readonly moment: () => void,
  ) {}

  private async at(now: string): Promise<void> {
    await this.server.control('/clock', { now });
  }

  private async act(path: string, body: object = {}): Promise<{ id: string } & Sold> {
    const done = (await this.server.control(path, body)) as { id: string } & Sold;
    this.moment();
    return done;
  }

  private sell(purchase: object): Promise<Sold> {
    return this.act('/checkouts', purchase);
  }

  /** The next period, with the first charge of its invoice. */
  private async renew(
    subscription: string,
    terms: object = {},
  ): Promise<{ invoice: string; charge: string }> {
    const { invoice } = await this.act(`/subscriptions/${subscription}/renewals`, terms);
    const [charge = ''] = await this.chargesOf(invoice);
    return { invoice, charge };
  }

  private async chargesOf(invoice: string): Promise<string[]> {
    const payments = await this.stripe.invoicePayments.list({ invoice });
    const intents = payments.data.flatMap(({ payment }) => payment.payment_intent ?? []);
    const found = await Promise.all(intents.map((id) => this.stripe.paymentIntents.retrieve(String(id))));
    return found.flatMap(({ latest_charge: charge }) => (charge ? String(charge) : []));
  }

  /** A partner's code made at Stripe, used by somebody nobody knows and by one who signed up before; then it is retired. */
  async codes(): Promise<void> {
    await this.at('2026-01-03T09:00:00Z');
    const coupon = await this.stripe.coupons.create({ percent_off: 25, duration: 'once' });
    const code = await this.stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon: coupon.id },
      code: 'SOUTH25',
      metadata: { partner: 'south' },
    });
    this.moment();
    await this.sell({ amount: 40_000, interval: 'month', email: 'ida@code.test', promotionCode: 'SOUTH25' });
    await this.at('2026-01-04T09:00:00Z');
    const later = { interval: 'month', email: 'hal@later.test', clientReferenceId: 'later' };
    await this.sell({ amount: 80_000, promotionCode: 'SOUTH25', ...later });
    await this.sell({ amount: 1_000, email: 'jo@guest-code.test', guest: true, promotionCode: 'SOUTH25' });
    await this.at('2026-02-01T09:00:00Z');
    await this.stripe.promotionCodes.update(code.id, { active: false });
    await this.stripe.coupons.del(coupon.id);
    this.moment();
  }

  /** Taxed on top; refunded in parts of which one fails, one is on its way and one is canceled; canceled at last. */
  async subscriber(): Promise<void> {
    await this.at('2026-01-05T09:00:00Z');
    const acme = await this.sell({
      ...{ amount: 60_000, tax: 11_401, interval: 'month', email: 'someone@else.test' },
      ...{ clientReferenceId: 'acme', customerMetadata: { note: 'metadata without a customer' } },
    });
    await this.stripe.customers.update(acme.customer ?? '', { name: 'Acme' });
    this.moment();
    await this.at('2026-02-05T09:00:00Z');
    const second = await this.renew(acme.subscription, { tax: 11_401 });
    await this.at('2026-02-10T09:00:00Z');
    for (const amount of [1_001, 10_000, 7_777])
      await this.act(`/charges/${second.charge}/refunds`, { amount });
    const fails = await this.act(`/charges/${second.charge}/refunds`, { amount: 20_000 });
    const pending = await this.act(`/charges/${acme.charge}/refunds`, { amount: 3_000, status: 'pending' });
    const canceled = await this.act(`/charges/${acme.charge}/refunds`, { amount: 4_000, status: 'pending' });
    await this.at('2026-02-20T09:00:00Z');
    await this.act(`/refunds/${fails.id}`, { status: 'failed', failureReason: 'lost_or_stolen_card' });
    await this.act(`/refunds/${pending.id}`, { status: 'succeeded' });
    await this.act(`/refunds/${canceled.id}`, { status: 'canceled' });
    await this.at('2026-03-05T09:00:00Z');
    await this.renew(acme.subscription, {
      ...{ tax: 11_401, offStripe: true },
      lines: [{ amount: 5_000, proration: true }],
    });
    await this.at('2026-07-05T09:00:00Z');
    await this.act(`/subscriptions/${acme.subscription}/end`, { reason: 'cancellation_requested' });
    const byMail = await this.sell({ amount: 9_900, interval: 'month', email: 'GUS@by-mail.test' });
    await this.act(`/charges/${byMail.charge}/refunds`, {});
  }

  /** Sold once: by a click, to a guest, and to one whose bank took days. */
  async shops(): Promise<void> {
    await this.at('2026-01-06T09:00:00Z');
    await this.sell({ amount: 90_000, tax: 9_000, email: 'kim@shop.test', clientReferenceId: 'clk-shop' });
    await this.sell({
      amount: 1_900,
      email: 'lee@guest.test',
      guest: true,
      metadata: { clickId: 'clk-guest' },
    });
    for (const outcome of ['succeeded', 'failed']) {
      const slow = {
        amount: 7_000,
        email: `${outcome}@slow.test`,
        clientReferenceId: 'acme',
        asyncPayment: true,
      };
      const { session } = await this.sell(slow);
      await this.at(outcome === 'failed' ? '2026-01-08T09:00:00Z' : '2026-01-07T09:00:00Z');
      await this.act(`/sessions/${session}/payments`, { outcome });
    }
  }

  /** A year ahead, tax included, a balance of credit; credit notes with and without refunds, one voided. */
  async annual(): Promise<void> {
    await this.at('2026-01-09T09:00:00Z');
    const year = await this.sell({
      ...{ amount: 1_190_000, tax: 190_000, taxInclusive: true, interval: 'year', startingBalance: -190_000 },
      ...{ email: 'x@annual.test', subscriptionMetadata: { externalId: 'annual' }, amountOff: 10_000 },
    });
    await this.at('2026-03-01T09:00:00Z');
    const notes = `/invoices/${year.invoice}/credit-notes`;
    await this.act(notes, { amount: 50_000, refundAmount: 20_000, creditAmount: 30_000 });
    const wrong = await this.act(notes, { amount: 70_000, creditAmount: 70_000 });
    await this.act(notes, { amount: 1_234, outOfBandAmount: 1_234 });
    await this.at('2026-03-02T09:00:00Z');
    await this.act(`/credit-notes/${wrong.id}/void`);
  }

  /** Settled late, in another currency, one of them without decimals. */
  async abroad(): Promise<void> {
    await this.at('2026-03-10T09:00:00Z');
    const euro = { interval: 'month', email: 'y@euro.test', customerMetadata: { externalId: 'euro' } };
    const sold = await this.sell({ amount: 50_000, tax: 9_500, currency: 'eur', ...euro });
    const yen = { interval: 'month', email: 'z@euro.test', customerMetadata: { externalId: 'euro' } };
    const inYen = await this.sell({ amount: 70_000, currency: 'jpy', ...yen });
    await this.at('2026-03-11T09:00:00Z');
    await this.act(`/charges/${sold.charge}/settlements`, { settlesAt: '1.0835' });
    await this.act(`/charges/${inYen.charge}/settlements`, { settlesAt: '0.67' });
    await this.act(`/charges/${sold.charge}/refunds`, { amount: 19_833 });
  }

  /** Two payments for one invoice: one refunded in part, one disputed and lost. */
  async parts(): Promise<void> {
    await this.at('2026-03-12T09:00:00Z');
    const parts = await this.sell({
      ...{ amount: 60_000, interval: 'month', email: 'x@parts.test', clientReferenceId: 'parts' },
      payments: [25_000, 35_000],
    });
    const charges = await this.chargesOf(parts.invoice);
    await this.at('2026-03-13T09:00:00Z');
    await this.act(`/charges/${charges[0]}/refunds`, { amount: 5_000 });
    const dispute = await this.act(`/charges/${charges[1]}/disputes`, {});
    await this.at('2026-04-13T09:00:00Z');
    await this.act(`/disputes/${dispute.id}`, { status: 'lost' });
    await this.act(`/charges/${charges[0]}/fraud-warnings`);
  }

  /** One won, one lost and won on appeal, one lost, an inquiry, and one that was prevented. */
  async disputes(): Promise<void> {
    await this.at('2026-04-14T09:00:00Z');
    const buy = { interval: 'month', email: 'x@appeal.test', clientReferenceId: 'appeal' };
    const sold = await this.sell({ amount: 30_000, ...buy });
    const stages = [
      ['won'],
      ['under_review', 'lost', 'appeal_needs_response', 'appeal_under_review', 'won'],
      ['under_review', 'lost'],
    ];
    let day = 15;
    for (const path of stages) {
      const { charge } = await this.renew(sold.subscription);
      const dispute = await this.act(`/charges/${charge}/disputes`, {});
      for (const status of path) {
        await this.at(`2026-04-${day++}T09:00:00Z`);
        await this.act(`/disputes/${dispute.id}`, { status });
      }
    }
    for (const [status, end] of [
      ['warning_needs_response', 'warning_closed'],
      ['prevented', null],
    ] as const) {
      const { charge } = await this.renew(sold.subscription);
      const dispute = await this.act(`/charges/${charge}/disputes`, { status });
      if (end) await this.act(`/disputes/${dispute.id}`, { status: end });
    }
  }

  /** A trial, invoices that fail, and what Stripe then makes of them. */
  async unpaid(): Promise<void> {
    await this.at('2026-05-01T09:00:00Z');
    const trial = { trialDays: 14, interval: 'month', email: 'x@trial.test', clientReferenceId: 'trial' };
    const { subscription } = await this.sell({ amount: 12_000, ...trial });
    await this.at('2026-05-15T10:00:00Z');
    await this.renew(subscription);
    for (const status of ['void', 'uncollectible']) {
      await this.at(status === 'void' ? '2026-06-15T09:00:00Z' : '2026-07-15T09:00:00Z');
      const failed = await this.renew(subscription, { fails: true });
      await this.act(`/invoices/${failed.invoice}`, { status });
    }
  }

  /** A partner's account and its bank, and transfers that are no payout of the program's. */
  async accounts(): Promise<void> {
    await this.at('2026-08-01T09:00:00Z');
    const account = await this.stripe.v2.core.accounts.create({
      contact_email: 'north@partner.test',
      dashboard: 'express',
      identity: { country: 'us' },
      defaults: { responsibilities: { fees_collector: 'application', losses_collector: 'application' } },
      configuration: {
        recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } },
      },
    });
    await this.act(`/accounts/${account.id}`, { state: 'active' });
    await this.server.control('/balance', { currency: 'usd', available: 1_000_000 });
    const send = { currency: 'usd', destination: account.id, transfer_group: 'nobody-s' };
    const transfer = await this.stripe.transfers.create({ amount: 9_000, ...send });
    for (const status of ['paid', 'failed', 'canceled']) {
      const payout = await this.act(`/accounts/${account.id}/payouts`, { amount: 1_000, currency: 'usd' });
      await this.act(`/payouts/${payout.id}`, { status });
      if (status === 'failed') await this.act(`/accounts/${account.id}/bank-accounts`);
    }
    await this.stripe.transfers.createReversal(transfer.id, { amount: 2_000 });
    this.moment();
    await this.act(`/accounts/${account.id}/deauthorize`);
  }
}
