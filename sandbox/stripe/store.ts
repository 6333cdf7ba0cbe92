import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type Stripe from 'stripe';
import type { AccountRecord, OnboardingLink } from './accounts';
import type {
  BalanceRecord,
  Cart,
  ClockRecord,
  EndpointRecord,
  IntentRecord,
  PayoutRecord,
  SubscriptionTerms,
} from './records';

/** Answer kept under an idempotency key: the first one, errors included. */
export interface SavedAnswer {
  fingerprint: string;
  status: number;
  body: string;
  requestId: string;
  /** milliseconds of the sandbox's clock */
  at: number;
}

/** What the server remembers; one map per kind of object. */
export interface Collections {
  account: AccountRecord;
  onboarding: OnboardingLink;
  transfer: Stripe.Transfer;
  /** which key made a transfer: for the tests that count */
  transferKey: { key: string | null };
  customer: Stripe.Customer;
  session: Stripe.Checkout.Session;
  subscription: Stripe.Subscription;
  invoice: Stripe.Invoice;
  invoicePayment: Stripe.InvoicePayment;
  charge: Stripe.Charge;
  balanceTransaction: Stripe.BalanceTransaction;
  refund: Stripe.Refund;
  dispute: Stripe.Dispute;
  event: Stripe.Event;
  creditNote: Stripe.CreditNote;
  /** of an invoice with more than ten */
  invoiceLines: Stripe.InvoiceLineItem[];
  intent: IntentRecord;
  /** which payment of an invoice an intent is */
  intentPayment: { payment: string };
  /** beside the subscription of that id */
  terms: SubscriptionTerms;
  product: Stripe.Product;
  price: Stripe.Price;
  coupon: Stripe.Coupon;
  promotionCode: Stripe.PromotionCode;
  discount: Stripe.Discount;
  /** what an open session is a purchase of */
  cart: Cart;
  webhookEndpoint: EndpointRecord;
  payout: PayoutRecord;
  /** one row, `clock` */
  clock: ClockRecord;
  balance: BalanceRecord;
  answer: SavedAnswer;
}

type Kind = keyof Collections;
type Change = { kind: Kind; id: string; value: unknown };

/**
 * Everything in memory, and the changes of one request appended to a journal as one line before it is answered:
 * a killed server comes back with the accounts and transfers it had, never with half a request.
 */
export class Store {
  private readonly maps = new Map<Kind, Map<string, unknown>>();
  private changes: Change[] = [];

  /** @param file the journal; without one nothing outlives the process */
  constructor(private readonly file?: string) {
    if (!file) return;
    mkdirSync(path.dirname(file), { recursive: true });
    if (!existsSync(file)) return;
    for (const text of readFileSync(file, 'utf8').split('\n')) this.replay(text);
    this.compact(file);
  }

  get<K extends Kind>(kind: K, id: string): Collections[K] | undefined {
    return this.map(kind).get(id) as Collections[K] | undefined;
  }

  /** Keeps a value; it outlives the process once `commit` was called. */
  put<K extends Kind>(kind: K, id: string, value: Collections[K]): Collections[K] {
    this.map(kind).set(id, value);
    this.changes.push({ kind, id, value });
    return value;
  }

  remove(kind: Kind, id: string): void {
    this.map(kind).delete(id);
    this.changes.push({ kind, id, value: null });
  }

  /** Writes what changed since the last commit as one line. */
  commit(): void {
    if (this.file && this.changes.length > 0) appendFileSync(this.file, `${JSON.stringify(this.changes)}\n`);
    this.changes = [];
  }

  /** Oldest first. */
  list<K extends Kind>(kind: K): Collections[K][] {
    return [...this.map(kind).values()] as Collections[K][];
  }

  entries<K extends Kind>(kind: K): [string, Collections[K]][] {
    return [...this.map(kind).entries()] as [string, Collections[K]][];
  }

  /** The newest. */
  last<K extends Kind>(kind: K): Collections[K] | undefined {
    let newest: unknown;
    for (const value of this.map(kind).values()) newest = value;
    return newest as Collections[K] | undefined;
  }

  private map(kind: Kind): Map<string, unknown> {
    const existing = this.maps.get(kind);
    if (existing) return existing;
    const created = new Map<string, unknown>();
    this.maps.set(kind, created);
    return created;
  }

  private replay(text: string): void {
    let changes: Change[];
    try {
      changes = JSON.parse(text);
    } catch {
      return; // the last line of a killed server may be torn: that request was never answered
    }
    for (const { kind, id, value } of changes) {
      if (value === null) this.map(kind).delete(id);
      else this.map(kind).set(id, value);
    }
  }

  private compact(file: string): void {
    const changes: Change[] = [];
    for (const [kind, map] of this.maps) for (const [id, value] of map) changes.push({ kind, id, value });
    const lines = changes.map((change) => `${JSON.stringify([change])}\n`);
    writeFileSync(`${file}.next`, lines.join(''));
    renameSync(`${file}.next`, file);
  }
}
