import type Stripe from 'stripe';
import type { Call } from './endpoint';
import type { BalanceRecord } from './records';

/** What a currency's balance starts with: enough for a demo year, and not infinite. */
const OPENING_BALANCE = 10_000_000_00;
/** Between a charge and its money, as in the United States. */
export const AVAILABLE_AFTER = 2 * 86_400;

type Books = Pick<Call, 'store' | 'now'>;

/** What became available by now is. */
function matured(call: Books, currency: string): Required<BalanceRecord> {
  const before = call.store.get('balance', currency) ?? { available: OPENING_BALANCE };
  const entries = Object.entries(before.pending ?? {});
  const due = entries.filter(([on]) => Number(on) <= call.now);
  return {
    available: before.available + due.reduce((sum, [, amount]) => sum + amount, 0),
    pending: Object.fromEntries(entries.filter(([on]) => Number(on) > call.now)),
  };
}

/** Minor units available to transfer from in a currency. */
export function availableBalance(call: Books, currency: string): number {
  return matured(call, currency).available;
}

/** Moves the balance; `on` is when the money is available (unix seconds), absent: at once. Refunds and disputes may bring it below zero. */
export function moveBalance(call: Books, currency: string, amount: number, on = call.now): void {
  const { available, pending } = matured(call, currency);
  if (on <= call.now) {
    call.store.put('balance', currency, { available: available + amount, pending });
    return;
  }
  const day = Math.ceil(on / 86_400) * 86_400;
  const then = { ...pending, [day]: (pending[day] ?? 0) + amount };
  call.store.put('balance', currency, { available, pending: then });
}

/** The platform's balance as `/v1/balance` answers. */
export function balanceObject(call: Books): Stripe.Balance {
  const currencies = [...new Set(['usd', ...call.store.entries('balance').map(([currency]) => currency)])];
  const of = (amountOf: (record: Required<BalanceRecord>) => number) =>
    currencies.map((currency) => {
      const amount = amountOf(matured(call, currency));
      return { amount, currency, source_types: { card: amount } };
    });
  return {
    object: 'balance',
    available: of(({ available }) => available),
    livemode: false,
    pending: of(({ pending }) => Object.values(pending).reduce((sum, amount) => sum + amount, 0)),
  };
}
