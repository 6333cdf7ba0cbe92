import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { z } from 'zod';
import { readDomain } from '~/domain/agency/preflight';
import { makeInvitation } from '~/flows/make-invitation.server';
import { readForm } from '~/routes/form.server';
import { requireAgency } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

const schema = z.object({ domain: z.string().max(2_000) });

/** POST /clients/domain-check/reservations: reserves a domain for thirty days. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAgency(request, 'manager');
  const back = (result: string) => redirect(withQuery(paths.domainCheck, { result }));
  const submission = await readForm(request, schema);
  const read = readDomain(submission.status === 'success' ? submission.value.domain : '');
  if (read.outcome === 'invalid') return back('not_a_domain');
  const made = await makeInvitation({ scope, domain: read.domain, projectId: null });
  return back(made.outcome === 'refused' ? made.why : made.outcome);
}
