import type Stripe from 'stripe';
import type { Collections, Store } from '../../sandbox/stripe/store';

/** What the portal asks Stripe about. */
const KINDS = [
  'account',
  'charge',
  'coupon',
  'creditNote',
  'customer',
  'discount',
  'dispute',
  'balanceTransaction',
  'intent',
  'intentPayment',
  'invoice',
  'invoiceLines',
  'invoicePayment',
  'payout',
  'promotionCode',
  'refund',
  'session',
  'subscription',
  'transfer',
] as const satisfies ReadonlyArray<keyof Collections>;

type Kept = Map<string, Map<string, unknown>>;

/** An event and the moment it happened in: Stripe's objects were as they were then, or are as they became. */
export interface Happened {
  event: Stripe.Event;
  moment: number;
}

/** Remembers what a Stripe-compatible server's objects were after each thing that happened. */
export class Moments {
  private readonly kept: Kept[] = [];
  private seen = 0;
  readonly happened: Happened[] = [];

  constructor(private readonly store: Store) {
    this.seen = store.list('event').length;
  }

  /** Something has happened. */
  readonly remember = (): void => {
    const moment = this.kept.length;
    const events = this.store.list('event').slice(this.seen);
    this.seen += events.length;
    this.happened.push(...events.map((event) => ({ event, moment })));
    // objects are replaced when they change, never edited
    this.kept.push(new Map(KINDS.map((kind) => [kind, new Map(this.store.entries(kind))])));
  };

  get last(): number {
    return this.kept.length - 1;
  }

  /** Makes everything as it was after a moment. */
  goTo(moment: number): void {
    const then = this.kept[moment];
    if (!then) throw new Error(`there is no moment ${moment}`);
    for (const kind of KINDS) {
      const objects = then.get(kind) ?? new Map<string, unknown>();
      for (const [id] of this.store.entries(kind)) if (!objects.has(id)) this.store.remove(kind, id);
      for (const [id, value] of objects) this.store.put(kind, id, value as Collections[typeof kind]);
    }
  }
}
