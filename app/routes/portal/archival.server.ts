import { z } from 'zod';
import { readForm } from '~/routes/form.server';

/** Whether a form asks to archive or to restore. @throws {Response} 400 for anything else */
export async function readArchival(request: Request): Promise<boolean> {
  const submission = await readForm(request, z.object({ archived: z.enum(['yes', 'no']) }));
  if (submission.status !== 'success') throw new Response('Say whether to archive.', { status: 400 });
  return submission.value.archived === 'yes';
}
