import { createHmac } from 'node:crypto';
import type Stripe from 'stripe';
import { randomFrom } from '../../app/kernel/random';

/** Where events go; a connected account's events go to the `connect` endpoint (integrations.md section 3, "Two endpoints"). */
export interface WebhookTarget {
  url: string;
  secret: string;
  connect: boolean;
  /** absent: all */
  types?: readonly string[];
  /** the version its events are shaped by; absent: the SDK's */
  apiVersion?: string | null;
}

/** After a failed delivery: Stripe retries for days, a sandbox for minutes. */
const RETRY_MS = [500, 1_000, 2_000, 5_000, 15_000, 30_000, 60_000];

/** In which order events that were held back go out. */
export type ReleaseOrder = 'as_made' | 'reversed' | { seed: number };

/** `t=…,v1=…` over `t.body` (docs.stripe.com/webhooks/signature). */
export function signature(body: string, secret: string, at = Math.floor(Date.now() / 1000)): string {
  const mac = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
  return `t=${at},v1=${mac}`;
}

/** Sends events, signed, until they are accepted; can be told to hold back, to wait or to repeat. */
export class Deliveries {
  /** how often each event is delivered: Stripe promises at least once */
  copies = 1;
  /** how long each delivery waits, milliseconds */
  delayMs = 0;
  /** what events say their version is, instead of the endpoint's */
  apiVersion: string | null = null;
  private held: Stripe.Event[] | null = null;
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly first = new Set<Promise<void>>();
  private waiting = 0;

  /** @param targets asked before each delivery: endpoints come and go */
  constructor(private readonly targets: () => readonly WebhookTarget[]) {}

  /** Deliveries not accepted yet. */
  get pending(): number {
    return this.waiting + (this.held?.length ?? 0);
  }

  send(event: Stripe.Event): void {
    if (this.held) {
      this.held.push(event);
      return;
    }
    for (const target of this.targets()) {
      if (target.connect !== (event.account !== undefined)) continue;
      if (target.types && !target.types.includes('*') && !target.types.includes(event.type)) continue;
      for (let copy = 0; copy < this.copies; copy++) this.begin(event, target);
    }
  }

  /** From now on events wait; `release` sends them, in another order if asked. */
  hold(): void {
    this.held ??= [];
  }

  release(order: ReleaseOrder): void {
    const events = this.held ?? [];
    this.held = null;
    const sorted =
      order === 'as_made'
        ? events
        : order === 'reversed'
          ? events.reverse()
          : randomFrom(order.seed).shuffle(events);
    for (const event of sorted) this.send(event);
  }

  /** When everything sent so far was tried once. */
  async triedOnce(): Promise<void> {
    while (this.first.size > 0) await Promise.all(this.first);
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private begin(event: Stripe.Event, target: WebhookTarget): void {
    if (this.delayMs > 0) this.later(this.delayMs, () => void this.attempt(event, target, 0));
    else this.track(this.attempt(event, target, 0));
  }

  private track(attempt: Promise<void>): void {
    this.first.add(attempt);
    void attempt.finally(() => this.first.delete(attempt));
  }

  private later(ms: number, work: () => void): void {
    this.waiting += 1;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.waiting -= 1;
      work();
    }, ms);
    timer.unref();
    this.timers.add(timer);
  }

  private async attempt(event: Stripe.Event, target: WebhookTarget, number: number): Promise<void> {
    this.waiting += 1;
    const version = this.apiVersion ?? target.apiVersion ?? event.api_version;
    const accepted = await post({ ...event, api_version: version }, target);
    this.waiting -= 1;
    const pause = RETRY_MS[number];
    if (!accepted && pause !== undefined)
      this.later(pause, () => void this.attempt(event, target, number + 1));
  }
}

/** True when the endpoint answered 2xx; redirects count as failures. */
async function post(event: Stripe.Event, target: WebhookTarget): Promise<boolean> {
  const body = JSON.stringify(event, null, 2);
  try {
    const answer = await fetch(target.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': signature(body, target.secret),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
