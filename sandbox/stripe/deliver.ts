import { createHmac } from 'node:crypto';
import type Stripe from 'stripe';

/** Where events go; a connected account's events go to the `connect` endpoint (integrations.md section 3, "Two endpoints"). */
export interface WebhookTarget {
  url: string;
  secret: string;
  connect: boolean;
}

/** After a failed delivery: Stripe retries for days, a sandbox for minutes. */
const RETRY_MS = [500, 1_000, 2_000, 5_000, 15_000, 30_000, 60_000];

/** `t=…,v1=…` over `t.body` (docs.stripe.com/webhooks/signature). */
export function signature(body: string, secret: string, at = Math.floor(Date.now() / 1000)): string {
  const mac = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
  return `t=${at},v1=${mac}`;
}

/** Sends events, signed, until they are accepted; can be told to hold back or to repeat. */
export class Deliveries {
  /** how often each event is delivered: Stripe promises at least once */
  copies = 1;
  private held: Stripe.Event[] | null = null;
  private readonly timers = new Set<NodeJS.Timeout>();
  private waiting = 0;

  constructor(private readonly targets: readonly WebhookTarget[]) {}

  /** Deliveries not accepted yet. */
  get pending(): number {
    return this.waiting + (this.held?.length ?? 0);
  }

  send(event: Stripe.Event): void {
    if (this.held) {
      this.held.push(event);
      return;
    }
    for (const target of this.targets) {
      if (target.connect !== (event.account !== undefined)) continue;
      for (let copy = 0; copy < this.copies; copy++) void this.attempt(event, target, 0);
    }
  }

  /** From now on events wait; `release` sends them, in another order if asked. */
  hold(): void {
    this.held ??= [];
  }

  release(order: 'as_made' | 'reversed'): void {
    const events = this.held ?? [];
    this.held = null;
    for (const event of order === 'reversed' ? events.reverse() : events) this.send(event);
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private async attempt(event: Stripe.Event, target: WebhookTarget, number: number): Promise<void> {
    this.waiting += 1;
    const accepted = await post(event, target);
    this.waiting -= 1;
    const pause = RETRY_MS[number];
    if (accepted || pause === undefined) return;
    this.waiting += 1;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.waiting -= 1;
      void this.attempt(event, target, number + 1);
    }, pause);
    timer.unref();
    this.timers.add(timer);
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
