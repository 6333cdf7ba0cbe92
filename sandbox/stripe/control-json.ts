import type { Context } from 'hono';

/** A JSON body; none is an empty one. */
export async function json(context: Context): Promise<Record<string, unknown>> {
  const body = await context.req.json().catch(() => ({}));
  return body !== null && typeof body === 'object' ? body : {};
}

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined;
