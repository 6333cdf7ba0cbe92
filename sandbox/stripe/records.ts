import type Stripe from 'stripe';

// What this server keeps beyond the objects Stripe shows. Amounts are minor units, times unix seconds.

/** How often something is billed. */
export interface Billing {
  interval: 'day' | 'week' | 'month' | 'year';
  intervalCount: number;
}

/** The platform's balance in one currency. */
export interface BalanceRecord {
  available: number;
  /** by the day it becomes available */
  pending?: Record<string, number>;
}

/** A payment intent; what it shows is built from its charge where there is one. */
export interface IntentRecord {
  id: string;
  amount: number;
  currency: string;
  customer: string | null;
  /** null: not charged, or not yet */
  charge: string | null;
  status: 'processing' | 'requires_payment_method' | 'succeeded' | 'canceled';
  metadata: Record<string, string>;
  created: number;
}

/** One line of an invoice, before it is issued; a credit is negative. */
export interface LineInput {
  /** as listed, before discounts: with the tax when it is `inclusive`, without it otherwise */
  amount: number;
  tax: number;
  inclusive: boolean;
  description: string;
  period: { start: number; end: number };
  /** time already paid for given back, or time not yet paid for charged: never discounted */
  proration: boolean;
  subscription: string | null;
  /** the subscription item it bills; absent: an invoice item of its own */
  item?: string | undefined;
  price?: { id: string; product: string; unitAmount: number } | undefined;
  metadata: Record<string, string>;
}

/** Beside a subscription. */
export interface SubscriptionTerms {
  /** a new period begins by itself when the clock reaches its end */
  renews: boolean;
  /** tax per period, as a share: so much on so much */
  tax: { amount: number; of: number };
  taxInclusive: boolean;
  settlesAt?: string | undefined;
  /** on the next invoice */
  pending: LineInput[];
  /** `trial_will_end` was said */
  warned: boolean;
  /** the card is declined at the next period that begins by itself */
  nextFails?: boolean | undefined;
}

/** How an invoice is paid. */
export interface Payment {
  /** of each payment; what they leave open stays due. Absent: all of it at once */
  payments?: number[] | undefined;
  settlesAt?: string | undefined;
  /** paid in cash or by a transfer that Stripe did not see */
  offStripe?: boolean | undefined;
}

/** How a period is billed. */
export interface PeriodTerms extends Payment {
  /** absent: as agreed for one that renews by itself, else none */
  tax?: number | undefined;
  /** the card is declined */
  fails?: boolean | undefined;
  /** further lines, such as a proration */
  lines?: Array<{ amount: number; tax?: number; description?: string; proration?: boolean }> | undefined;
}

/** What a purchase asks for: a promotion code by its id or its text, a coupon by its id, or just an amount. */
export interface DiscountWish {
  promotionCode?: string | undefined;
  coupon?: string | undefined;
  /** makes a coupon of its own, for one invoice */
  amountOff?: number | undefined;
}

/** What `POST /_sandbox/checkouts` takes: a visitor buys, as if on the hosted checkout page. */
export interface Purchase extends DiscountWish, Pick<PeriodTerms, 'payments' | 'lines' | 'fails'> {
  customer?: string;
  email?: string | undefined;
  name?: string | undefined;
  /** a single payment of somebody Stripe keeps no customer of */
  guest?: boolean;
  /** as listed: without tax, unless `taxInclusive` */
  amount: number;
  tax?: number;
  /** the tax is contained in the amount */
  taxInclusive?: boolean;
  currency?: string;
  /** absent: a single payment */
  interval?: Billing['interval'];
  intervalCount?: number;
  trialDays?: number;
  /** periods begin by themselves when the clock passes their end */
  renews?: boolean;
  /** what the customer is owed (negative) or owes before */
  startingBalance?: number;
  /** a slow way of paying, such as a bank debit: the session completes unpaid */
  asyncPayment?: boolean;
  clientReferenceId?: string;
  /** dollars for one of the currency, "1.1"; absent: dollars settle at once, others not yet */
  settlesAt?: string;
  metadata?: Record<string, string>;
  subscriptionMetadata?: Record<string, string>;
  customerMetadata?: Record<string, string>;
  /** the open session that this completes */
  session?: Stripe.Checkout.Session;
  /** of the catalogue */
  price?: string | undefined;
  product?: string | undefined;
  quantity?: number | undefined;
}

/** What an item of a request bills: a price of the catalogue, or one made for it. */
export interface PricedItem {
  unitAmount: number;
  currency: string;
  quantity: number;
  /** absent: paid once */
  billing: Billing | undefined;
  price: string | undefined;
  product: string | undefined;
  inclusive: boolean;
  description: string;
}

/** What an open session is a purchase of. */
export interface Cart {
  item: PricedItem;
  purchase: Purchase;
  automaticTax: boolean;
  wish: DiscountWish;
}

/** A webhook endpoint made through the API. */
export interface EndpointRecord {
  endpoint: Stripe.WebhookEndpoint;
  secret: string;
  connect: boolean;
}

/** A connected account's payout to its bank. */
export interface PayoutRecord {
  account: string;
  payout: Stripe.Payout;
}

/** Where the sandbox's clock stands, or from where it runs, once it was set. Milliseconds. */
export interface ClockRecord {
  at: number;
  running: boolean;
  /** the machine's time when it was set */
  setAt: number;
}
