import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import type { AdminScope, Scope } from '~/domain/identity/scope';
import { isStorable } from '~/kernel/text';
import { env } from '~/platform/env.server';
import { json, notFound, problem } from '~/platform/http.server';
import { readJson, readQuery } from '~/platform/input.server';
import { requireAdminKey, requireApiKey } from '~/routes/guards.server';
import { answer, methodNotAllowed } from './answer.server';
import { honourIdempotencyKey } from './idempotent.server';
import { perKey } from './key-limit.server';
import type { Operation } from './operation';

type Read<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** A request that may be served: who asks, and what was read of it. */
export interface Call<O extends Operation> {
  request: Request;
  scope: O extends { readonly admin: true } ? AdminScope : Scope;
  /** the id in the path; '' where it has none */
  id: string;
  query: Read<O['query']>;
  body: Read<O['body']>;
}

type Handler<O extends Operation> = (call: Call<O>) => Promise<z.input<O['answer']> | Response>;

interface Served {
  operation: Operation;
  handle: (call: Call<Operation>) => Promise<unknown>;
}

/**
 * Ties an operation to what serves it. The handler returns the answer's body, which is sent with the operation's status, or a response of
 * its own; it may throw one, too.
 */
export function serve<O extends Operation>(operation: O, handle: Handler<O>): Served {
  // What the handler is called with was read by this very operation's schemas.
  return { operation, handle: handle as unknown as Served['handle'] };
}

/** The loader and action of a resource's route; other methods get 405. */
export function resource(...served: Served[]) {
  const allowed = served.map(({ operation }) => operation.method);
  const dispatch = ({ request, params }: LoaderFunctionArgs | ActionFunctionArgs): Promise<Response> => {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const found = served.find(({ operation }) => operation.method === method);
    return answer(request, async () =>
      found ? respond(found, request, params) : methodNotAllowed(request, allowed),
    );
  };
  return { loader: dispatch, action: dispatch };
}

async function respond(
  { operation, handle }: Served,
  request: Request,
  params: Record<string, string | undefined>,
): Promise<Response> {
  if (operation.sandbox && !env.sandbox) return notFound('resource');
  const ask = operation.admin ? requireAdminKey : requireApiKey;
  const scope = await ask(request, operation.scope);
  const caller = scope.keyId ?? '';
  const allowance = await perKey.take(caller);
  if (!allowance.allowed) return tooMany(allowance.retryAfterSeconds);
  return honourIdempotencyKey(
    { request, caller, repeatable: operation.repeatable ?? false },
    async (copy) => {
      const id = readId(params);
      const query = readQuery(copy, operation.query ?? z.object({}));
      const body = hasBody(operation)
        ? await readJson(copy, operation.body ?? z.strictObject({}))
        : undefined;
      const result = await handle({ request: copy, scope, id, query, body } as Call<Operation>);
      return result instanceof Response ? result : json(result, { status: operation.status });
    },
  );
}

function hasBody({ method }: Operation): boolean {
  return method === 'POST' || method === 'PATCH';
}

/** @throws {Response} 404: what cannot be an id is nobody's */
function readId({ id = '' }: Record<string, string | undefined>): string {
  if (!isStorable(id) || id.length > 255) throw notFound('resource');
  return id;
}

function tooMany(seconds: number): Response {
  return problem(
    {
      status: 429,
      code: 'too_many_requests',
      detail: `This key has asked too often. Try again in ${seconds} s.`,
    },
    { 'Retry-After': String(seconds) },
  );
}
