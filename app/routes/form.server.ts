import { parseWithZod } from '@conform-to/zod/v4';
import type { z } from 'zod';
import { isStorable } from '~/kernel/text';

/**
 * The form of a page, by its schema; a submission as conform has it. Other boundaries: input.server.ts.
 * @throws {Response} 400 for what no form of ours sends: another type of body, text that cannot be stored
 */
export async function readForm<T extends z.ZodType>(request: Request, schema: T) {
  const form = await request.formData().catch(() => {
    throw new Response('This is not a form.', { status: 400 });
  });
  for (const [name, value] of form) {
    if (typeof value === 'string' && isStorable(value) && isStorable(name)) continue;
    throw new Response('The form holds something that is no text.', { status: 400 });
  }
  return parseWithZod(form, { schema });
}
