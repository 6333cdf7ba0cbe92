/** What Stripe says when it refuses; the body is `{error: {...}}` (docs.stripe.com/api/errors). */
export interface StripeErrorBody {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  message: string;
  code?: string;
  param?: string;
}

/** Thrown by the endpoints of this server, turned into an answer in one place. */
export class StripeFailure extends Error {
  constructor(
    readonly status: number,
    readonly body: StripeErrorBody,
    /** false: a validation failure or a conflict, which Stripe does not keep under the idempotency key */
    readonly saved = false,
  ) {
    super(body.message);
  }
}

/** A parameter is wrong; nothing was begun. */
export function invalid(message: string, param?: string, code?: string): StripeFailure {
  return new StripeFailure(400, { type: 'invalid_request_error', message, param, code });
}

/** The object does not exist. */
export function missing(kind: string, id: string, param = 'id'): StripeFailure {
  const message = `No such ${kind}: '${id}'`;
  return new StripeFailure(404, { type: 'invalid_request_error', message, param, code: 'resource_missing' });
}

/** The request was begun and refused: kept under the idempotency key. */
export function refused(code: string, message: string): StripeFailure {
  return new StripeFailure(400, { type: 'invalid_request_error', message, code }, true);
}
