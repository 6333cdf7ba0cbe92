import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { env } from '~/platform/env.server';
import type { Operation } from './operation';
import { operations } from './operations';

const FieldProblem = z.object({
  field: z.string().meta({ example: 'customer.email' }),
  pointer: z
    .string()
    .nullable()
    .meta({ description: 'A JSON pointer into the body; null for a query parameter.' }),
  detail: z.string(),
});

const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().meta({ description: 'What is wrong and what to do.' }),
    code: z.string().optional().meta({ description: 'What is wrong, for a program.' }),
    errors: z.array(FieldProblem).optional(),
  })
  .meta({ id: 'Problem', description: 'A problem document (RFC 9457).' });

const problemAnswer = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
});

const INTRODUCTION = `
For scripts, servers and tools: \`curl -H "Authorization: Bearer $KEY" ${env.origin}/api/v1/balance\`

- **Keys.** \`Authorization: Bearer trb_…\`. A partner's key sees that partner alone, an admin's key everything; \`?partnerId=\` narrows it.
- **Money** is \`{"amount": "12345", "currency": "USD"}\`: minor units, as a string.
- **Ids.** \`id\` is ours. \`customerId\` and \`paymentId\` are the product's own ids.
- **Lists** are \`{data, nextCursor}\`, newest first; ask for the next page with \`?cursor=\`.
- **Errors** are problem documents (RFC 9457); \`errors\` names each field that is wrong.
- **Retries.** Send \`Idempotency-Key\` with a POST: the same key gives the same answer for 24 hours, and has its effect once.
- **Limits.** 429 carries \`Retry-After\`.
`.trim();

let document: ReturnType<OpenApiGeneratorV31['generateDocument']> | undefined;

/** The OpenAPI 3.1 document, generated once from the schemas that requests are parsed by. */
export function openApiDocument() {
  document ??= generate();
  return document;
}

function generate() {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'trb_…',
  });
  for (const operation of operations) registry.registerPath(pathOf(operation));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'Tributary', version: '1', description: INTRODUCTION },
    servers: [{ url: `${env.origin}/api/v1` }],
    security: [{ key: [] }],
  });
}

function pathOf(operation: Operation): RouteConfig {
  const { id, method, path, tag, summary } = operation;
  return {
    operationId: id,
    method: method.toLowerCase() as Lowercase<typeof method>,
    path,
    tags: [tag],
    summary,
    description: describe(operation),
    request: requestOf(operation),
    responses: responsesOf(operation),
  };
}

function describe({ description, scope, admin, sandbox }: Operation): string {
  const needs = `Needs the scope \`${scope}\`${admin ? " and an admin's key" : ''}.`;
  return [description, needs, sandbox ? 'In sandbox mode only.' : undefined].filter(Boolean).join(' ');
}

function requestOf({ method, path, query, body }: Operation): RouteConfig['request'] {
  const idempotencyKey = z
    .string()
    .max(255)
    .optional()
    .meta({ description: 'Makes this request safe to send again.' });
  return {
    ...(path.includes('{id}') ? { params: z.object({ id: z.string() }) } : {}),
    ...(query ? { query } : {}),
    ...(method === 'POST' ? { headers: z.object({ 'Idempotency-Key': idempotencyKey }) } : {}),
    ...(body
      ? { body: { required: !body.safeParse({}).success, content: { 'application/json': { schema: body } } } }
      : {}),
  };
}

function responsesOf(operation: Operation): RouteConfig['responses'] {
  const {
    status,
    mediaType = 'application/json',
    answer,
    refusals = {},
    path,
    method,
    query,
    body,
  } = operation;
  const takesInput = Boolean(query ?? body) || method === 'POST';
  const conflict = refusals[409] ?? 'The first request with this Idempotency-Key is under way.';
  return {
    [status]: { description: 'Done.', content: { [mediaType]: { schema: answer } } },
    ...(operation.id === 'approvePayout'
      ? {
          202: {
            description: 'Recorded; another admin must approve.',
            content: { [mediaType]: { schema: answer } },
          },
        }
      : {}),
    ...(takesInput && method !== 'GET' ? { 400: problemAnswer('The body is not JSON.') } : {}),
    401: problemAnswer('No key, or none of ours.'),
    403: problemAnswer(refusals[403] ?? 'The key may not do this.'),
    ...(path.includes('{id}') || operation.sandbox
      ? { 404: problemAnswer(refusals[404] ?? 'There is none, or it is not yours.') }
      : {}),
    ...(method === 'POST' || refusals[409] ? { 409: problemAnswer(conflict) } : {}),
    ...(takesInput ? { 422: problemAnswer(refusals[422] ?? 'A field or parameter is wrong.') } : {}),
    429: {
      ...problemAnswer('Too many requests with this key.'),
      headers: z.object({ 'Retry-After': z.string().meta({ description: 'Seconds.' }) }),
    },
  };
}
