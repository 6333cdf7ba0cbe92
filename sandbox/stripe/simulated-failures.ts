import { StripeFailure } from './errors';

/** Something broke at Stripe; kept under the key. */
export function serverError(): StripeFailure {
  const message = "An unknown error occurred. If you're contacting support, quote the request id.";
  return new StripeFailure(500, { type: 'api_error', message }, true);
}

/** Another request holds the object. */
export function lockTimeout(): StripeFailure {
  const message =
    'This object cannot be accessed right now because another API request or Stripe process is currently accessing it.';
  return new StripeFailure(409, { type: 'invalid_request_error', code: 'lock_timeout', message });
}

/** Too many requests. */
export function rateLimited(): StripeFailure {
  const message =
    'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.';
  return new StripeFailure(429, { type: 'invalid_request_error', code: 'rate_limit', message });
}

/** A definite refusal; kept under the key. */
export function refusal(code: string): StripeFailure {
  return new StripeFailure(400, { type: 'invalid_request_error', code, message: `Refused: ${code}` }, true);
}

/** The same answer with an amount that was not asked for. */
export function withOtherAmount(body: string): string {
  const object = JSON.parse(body);
  return JSON.stringify({ ...object, amount: object.amount + 1 }, null, 2);
}
