import type Stripe from 'stripe';
import { invalid, missing } from './errors';
import type { Form } from './form';
import { Params } from './params';
import type { Collections, Store } from './store';

/** What an endpoint gets: the request, and the server it runs in. */
export interface Call {
  store: Store;
  /** path parameters */
  ids: Record<string, string>;
  form: Form;
  idempotencyKey: string | null;
  requestId: string;
  /** the connected account it is made for (`Stripe-Account`) */
  account: string | null;
  /** the address this server is reached at, for hosted pages */
  origin: string;
  /** unix seconds of the sandbox's clock */
  now: number;
  emit(type: string, object: object, extra?: { account?: string; previous?: object }): void;
}

/** One endpoint of the API. Synchronous, so that no other request comes between its reads and its writes. */
export interface Endpoint {
  method: 'GET' | 'POST' | 'DELETE';
  /** `/v1/transfers/:id` */
  path: string;
  handle(call: Call): object;
}

/** The parameters of a call, refusing those the endpoint does not know. */
export function params(call: Call, ...allowed: string[]): Params {
  return new Params(call.form, allowed);
}

/** The object, or Stripe's 404. */
export function find<K extends keyof Collections>(
  call: Call,
  kind: K,
  id: string,
  name: string,
): Collections[K] {
  const found = call.store.get(kind, id);
  if (!found) throw missing(name, id);
  return found;
}

/** `GET /v1/<plural>/:id` of something this server keeps. */
export function retrieve(path: string, kind: keyof Collections, name: string): Endpoint {
  return {
    method: 'GET',
    path,
    handle: (call) => {
      params(call);
      return find(call, kind, call.ids.id ?? '', name);
    },
  };
}

/** A page of a list, newest first, with `limit`, `starting_after` and `ending_before`. */
export function page<T extends { id: string }>(call: Call, url: string, oldestFirst: T[]): Stripe.ApiList<T> {
  const read = new Params(call.form, Object.keys(call.form));
  const limit = read.integer('limit') ?? 10;
  if (limit < 1 || limit > 100) throw invalid('Invalid integer: limit must be between 1 and 100', 'limit');
  const all = [...oldestFirst].reverse();
  const after = read.text('starting_after');
  const before = read.text('ending_before');
  const start = after ? all.findIndex((item) => item.id === after) + 1 : 0;
  const end = before ? all.findIndex((item) => item.id === before) : all.length;
  const data = before ? all.slice(Math.max(0, end - limit), end) : all.slice(start, start + limit);
  const hasMore = before ? end - limit > 0 : start + limit < all.length;
  return { object: 'list', data, has_more: hasMore, url };
}
