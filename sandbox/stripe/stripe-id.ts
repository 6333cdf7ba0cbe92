import { randomBytes } from 'node:crypto';

/** `tr_1…`: an id of the shape Stripe gives. */
export function stripeId(prefix: string): string {
  return `${prefix}_1${randomBytes(12).toString('hex')}`;
}
