import type { Call } from './endpoint';
import { StripeFailure } from './errors';
import { asOfNow, intentObject } from './settlements';
import type { Collections } from './store';

/** Which kind of object an id is of, by how it begins. */
const KINDS: Array<[prefix: string, kind: keyof Collections]> = [
  ['ch_', 'charge'],
  ['cn_', 'creditNote'],
  ['cs_', 'session'],
  ['cus_', 'customer'],
  ['di_', 'discount'],
  ['du_', 'dispute'],
  ['in_', 'invoice'],
  ['price_', 'price'],
  ['prod_', 'product'],
  ['promo_', 'promotionCode'],
  ['re_', 'refund'],
  ['sub_', 'subscription'],
  ['tr_', 'transfer'],
];

type Plain = Record<string, unknown>;
const isPlain = (value: unknown): value is Plain =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The object an id stands for; undefined when this server keeps none. */
function resolve(call: Call, name: string, id: string): unknown {
  if (id.startsWith('pi_')) {
    const intent = call.store.get('intent', id);
    return intent && intentObject(intent);
  }
  if (id.startsWith('txn_')) {
    const transaction = call.store.get('balanceTransaction', id);
    return transaction && asOfNow(call, transaction);
  }
  if (name === 'coupon') return call.store.get('coupon', id);
  const kind = KINDS.find(([prefix]) => id.startsWith(prefix))?.[1];
  return kind && call.store.get(kind, id);
}

/** What an invoice shows only when asked for. */
function paymentsOf(call: Call, invoice: Plain): object {
  const data = call.store.list('invoicePayment').filter((one) => one.invoice === invoice.id);
  return { object: 'list', data, has_more: false, url: '/v1/invoice_payments' };
}

function follow(call: Call, value: unknown, path: string[], whole: string): unknown {
  const [name, ...rest] = path;
  if (name === undefined || value === null || value === undefined) return value;
  if (Array.isArray(value)) return value.map((one) => follow(call, one, path, whole));
  if (!isPlain(value)) return value;
  if (value.object === 'invoice' && name === 'payments' && value.payments === undefined)
    return follow(call, { ...value, payments: paymentsOf(call, value) }, path, whole);
  if (!(name in value)) {
    const message = `This property cannot be expanded (${whole}).`;
    throw new StripeFailure(400, { type: 'invalid_request_error', message, param: 'expand' });
  }
  const expanded = (one: unknown) =>
    follow(call, typeof one === 'string' ? (resolve(call, name, one) ?? one) : one, rest, whole);
  const inner = value[name];
  return { ...value, [name]: Array.isArray(inner) ? inner.map(expanded) : expanded(inner) };
}

/** The answer with the objects in it that were asked for by `expand` instead of their ids (docs.stripe.com/api/expanding_objects). */
export function expand(call: Call, answer: object): object {
  const wanted = call.form.expand;
  if (!Array.isArray(wanted)) return answer;
  let expanded: unknown = answer;
  for (const path of wanted) expanded = follow(call, expanded, String(path).split('.'), String(path));
  return expanded as object;
}
