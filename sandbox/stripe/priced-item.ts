import { type Call, find } from './endpoint';
import { invalid } from './errors';
import { Params } from './params';
import type { Billing, PricedItem } from './records';

/** Reads `items[0]` or `line_items[0]`: with `price`, or with `price_data`. */
export function pricedItem(call: Call, read: Params): PricedItem {
  const quantity = read.integer('quantity') ?? 1;
  const id = read.text('price');
  if (id) {
    const price = find(call, 'price', id, 'price');
    if (!price.active) throw invalid('This price is not active.', 'price');
    const { recurring, unit_amount: unitAmount, currency } = price;
    const product = typeof price.product === 'string' ? price.product : price.product.id;
    const description = call.store.get('product', product)?.name ?? 'Subscription';
    const billing = recurring
      ? { interval: recurring.interval as Billing['interval'], intervalCount: recurring.interval_count }
      : undefined;
    const inclusive = price.tax_behavior === 'inclusive';
    return {
      ...{ unitAmount: unitAmount ?? 0, currency, quantity },
      ...{ billing, price: id, product, inclusive, description },
    };
  }
  const data = new Params(read.object('price_data'), [
    'currency',
    'product',
    'product_data',
    'recurring',
    'tax_behavior',
    'unit_amount',
  ]);
  const every = new Params(data.object('recurring'), ['interval', 'interval_count']);
  const interval = every.text('interval') as Billing['interval'] | undefined;
  const described = new Params(data.object('product_data'), ['name', 'description', 'metadata', 'images']);
  return {
    unitAmount: data.integer('unit_amount') ?? 0,
    currency: data.required('currency'),
    quantity,
    billing: interval ? { interval, intervalCount: every.integer('interval_count') ?? 1 } : undefined,
    price: undefined,
    product: data.text('product'),
    inclusive: data.text('tax_behavior') === 'inclusive',
    description: described.text('name') ?? 'Subscription',
  };
}
