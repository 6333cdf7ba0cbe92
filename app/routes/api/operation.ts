import type { z } from 'zod';
import type { ApiScope } from '~/domain/identity/api-key';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** One operation of the API: what is parsed, guarded and documented by. Its handler stands in its route. */
export interface Operation {
  /** operationId of the OpenAPI document */
  readonly id: string;
  readonly method: Method;
  /** below /api/v1, "/partners/{id}" */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** what the key must be allowed */
  readonly scope: ApiScope;
  /** an admin's key alone */
  readonly admin?: boolean;
  /** 404 outside sandbox mode */
  readonly sandbox?: boolean;
  /** running it again changes nothing, so it may be run again when its answer was lost */
  readonly repeatable?: boolean;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
  /** of a success, unless the handler says otherwise */
  readonly status: 200 | 201 | 202;
  /** what the answer is when it is no JSON */
  readonly mediaType?: string;
  /** the refusals of its own, in words */
  readonly refusals?: Readonly<Partial<Record<403 | 404 | 409 | 422, string>>>;
}

/** Declares an operation and keeps the types of its schemas. */
export function operation<const O extends Operation>(declared: O): O {
  return declared;
}
