import Stripe from 'stripe';
import type { Deliveries } from './deliver';
import type { Call } from './endpoint';
import { StripeFailure } from './errors';
import { expand } from './expand';
import type { Fault, Faults } from './faults';
import type { Form } from './form';
import { fingerprint, type Keys } from './idempotency';
import { match } from './operations';
import { lockTimeout, rateLimited, refusal, serverError, withOtherAmount } from './simulated-failures';
import type { Store } from './store';
import { stripeId } from './stripe-id';

export interface ApiRequest {
  method: string;
  path: string;
  form: Form;
  idempotencyKey: string | null;
  /** `Stripe-Account` */
  account?: string | null;
  origin: string;
}

export interface ApiAnswer {
  status: number;
  body: string;
  headers: Record<string, string>;
  /** true: the connection is cut instead */
  cut?: boolean;
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** One Stripe-compatible account: what it keeps, what goes wrong with it, and how it answers. */
export class Gateway {
  /** told of each event as it is made */
  onEvent: ((event: Stripe.Event) => void) | undefined;

  constructor(
    readonly store: Store,
    readonly keys: Keys,
    readonly faults: Faults,
    readonly deliveries: Deliveries,
  ) {}

  /** Unix seconds of the sandbox's clock. */
  now(): number {
    return Math.floor(this.nowMs() / 1000);
  }

  /** The machine's time until the clock is set. */
  nowMs(): number {
    const clock = this.store.get('clock', 'clock');
    if (!clock) return Date.now();
    return clock.running ? clock.at + Date.now() - clock.setAt : clock.at;
  }

  /** Milliseconds; null: the machine's time again. Nothing that falls due is done here (sandbox-clock.ts). */
  setClock(to: { at: number; running: boolean } | null): void {
    if (to) this.store.put('clock', 'clock', { ...to, setAt: Date.now() });
    else this.store.remove('clock', 'clock');
    this.store.commit();
  }

  /** Answers a request of the API as Stripe would, faults included. */
  async answer(request: ApiRequest): Promise<ApiAnswer> {
    const requestId = stripeId('req');
    const fault = this.faults.strike(request.method, request.path);
    const answer = await this.withKey(request, requestId, fault).catch((error: unknown) =>
      failure(error, requestId),
    );
    return fault?.kind === 'no_answer' ? { ...answer, cut: true } : answer;
  }

  /** Does something outside the API, such as a visitor's checkout, with the events it causes. */
  act<T>(origin: string, work: (call: Call) => T, at?: number): T {
    const events: Stripe.Event[] = [];
    const call = this.call(
      { method: 'POST', path: '', form: {}, idempotencyKey: null, origin },
      stripeId('req'),
      events,
      at,
    );
    const result = work(call);
    this.finish(events);
    return result;
  }

  private async withKey(request: ApiRequest, requestId: string, fault?: Fault): Promise<ApiAnswer> {
    const key = request.method === 'POST' ? request.idempotencyKey : null;
    if (!key) return this.execute(request, requestId, fault);
    if (key.length > 255)
      throw new StripeFailure(400, { type: 'invalid_request_error', message: 'Idempotency key is too long' });
    const print = fingerprint(request.method, request.path, request.form);
    const saved = this.keys.take(key, print, this.nowMs());
    if (saved) {
      await sleep(fault?.ms ?? 0);
      const headers = {
        'request-id': requestId,
        'original-request': saved.requestId,
        'idempotent-replayed': 'true',
        'idempotency-key': key,
      };
      return { status: saved.status, body: saved.body, headers };
    }
    try {
      return await this.execute(request, requestId, fault, { key, print });
    } finally {
      this.keys.release(key);
    }
  }

  /** Executes once, goes wrong as told, and saves the answer under the key. */
  private async execute(
    request: ApiRequest,
    requestId: string,
    fault?: Fault,
    saveAs?: { key: string; print: string },
  ) {
    if (fault?.kind === 'conflict_409') throw lockTimeout();
    if (fault?.kind === 'rate_limit_429') throw rateLimited();
    if (fault && !fault.executed) await sleep(fault.ms);
    const events: Stripe.Event[] = [];
    const runs = !fault || fault.executed || fault.kind === 'delay';
    let answer: ApiAnswer;
    let keep = true;
    try {
      answer = runs ? this.run(request, requestId, events) : { status: 200, body: '{}', headers: {} };
      if (fault?.kind === 'error_500') throw serverError();
      if (fault?.kind === 'refuse') throw refusal(fault.code);
      if (fault?.kind === 'no_answer' && !fault.executed) keep = false;
    } catch (error) {
      answer = failure(error, requestId);
      keep = error instanceof StripeFailure && error.saved;
    }
    if (saveAs && keep) {
      const { status, body } = answer;
      this.keys.save(saveAs.key, { fingerprint: saveAs.print, status, body, requestId, at: this.nowMs() });
    }
    this.finish(events);
    if (fault?.executed) await sleep(fault.ms);
    if (fault?.kind === 'wrong_amount') answer = { ...answer, body: withOtherAmount(answer.body) };
    const headers = {
      ...answer.headers,
      'request-id': requestId,
      ...(saveAs ? { 'idempotency-key': saveAs.key } : {}),
    };
    return { ...answer, headers };
  }

  private run(request: ApiRequest, requestId: string, events: Stripe.Event[]): ApiAnswer {
    const { endpoint, ids } = match(request.method, request.path);
    const call = { ...this.call(request, requestId, events), ids };
    const answer = expand(call, endpoint.handle(call));
    return { status: 200, body: JSON.stringify(answer, null, 2), headers: {} };
  }

  private call(request: ApiRequest, requestId: string, events: Stripe.Event[], now = this.now()): Call {
    const { idempotencyKey, form, origin } = request;
    const emit: Call['emit'] = (type, object, extra) => {
      const event = {
        id: stripeId('evt'),
        object: 'event',
        ...(extra?.account ? { account: extra.account } : {}),
        api_version: Stripe.API_VERSION,
        created: now,
        livemode: false,
        pending_webhooks: 1,
        request: { id: requestId, idempotency_key: idempotencyKey },
        type,
        data: { object, ...(extra?.previous ? { previous_attributes: extra.previous } : {}) },
      } as unknown as Stripe.Event;
      this.store.put('event', event.id, event);
      events.push(event);
    };
    const account = request.account ?? null;
    return { store: this.store, ids: {}, form, idempotencyKey, requestId, account, origin, now, emit };
  }

  private finish(events: Stripe.Event[]): void {
    this.store.commit();
    for (const event of events) {
      this.onEvent?.(event);
      this.deliveries.send(event);
    }
  }
}

function failure(error: unknown, requestId: string): ApiAnswer {
  if (!(error instanceof StripeFailure)) console.error(error); // a fault of this server, not a simulated one
  const failed = error instanceof StripeFailure ? error : serverError();
  const { status, body } = failed;
  const retry =
    status === 500 ? 'false' : status === 409 && body.code === 'lock_timeout' ? 'true' : undefined;
  const headers: Record<string, string> = {
    'request-id': requestId,
    ...(retry ? { 'stripe-should-retry': retry } : {}),
  };
  return { status, body: JSON.stringify({ error: body }, null, 2), headers };
}
