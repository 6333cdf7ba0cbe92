/** What commissions cost the program. */
export const COMMISSION_EXPENSE = 'commission_expense';
/** The program's money at Stripe. */
export const STRIPE_CASH = 'stripe_cash';

export type AccountName = string;

/** Vested, not yet released. */
export const pendingOf = (partnerId: string): AccountName => `partner:${partnerId}:pending`;
/** Released, free to be paid out; negative after a clawback. */
export const availableOf = (partnerId: string): AccountName => `partner:${partnerId}:available`;
/** In a payout that is on its way. */
export const inTransitOf = (partnerId: string): AccountName => `partner:${partnerId}:in_transit`;
