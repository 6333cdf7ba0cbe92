import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { z } from 'zod';
import { declareHandoffSignUp } from '~/flows/declare-handoff-sign-up.server';
import { readForm } from '~/routes/form.server';
import { requireAgency } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';
import { emailField } from '~/routes/public/account-fields';

const schema = z.object({ email: emailField });

/** POST /clients/:id/handoff/sign-ups: with which address the agency will create the client's account. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAgency(request, 'manager');
  const projectId = params.id ?? '';
  const back = (result: string) => redirect(withQuery(paths.clientHandoff(projectId), { result }));
  const submission = await readForm(request, schema);
  if (submission.status !== 'success') return back('bad_address');
  const declared = await declareHandoffSignUp(scope, projectId, submission.value.email);
  if (declared.outcome === 'not_found') throw new Response('There is no such client.', { status: 404 });
  return back(declared.outcome);
}
