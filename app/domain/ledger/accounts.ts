/** What commissions cost the program. */
export const COMMISSION_EXPENSE = 'commission_expense';
/** The program's money at Stripe. */
export const STRIPE_CASH = 'stripe_cash';
/** The program's money at its own bank, for what an admin pays by hand (ADR-0091). */
export const MANUAL_CASH = 'manual_cash';

export type AccountName = string;

/** Vested, not yet released. */
export const pendingOf = (partnerId: string): AccountName => `partner:${partnerId}:pending`;
/** Released, free to be paid out; negative after a clawback. */
export const availableOf = (partnerId: string): AccountName => `partner:${partnerId}:available`;
/** In a payout that is on its way. */
export const inTransitOf = (partnerId: string): AccountName => `partner:${partnerId}:in_transit`;
