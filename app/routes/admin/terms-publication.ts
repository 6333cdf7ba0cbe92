import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { publishDraft } from '~/flows/publish-terms.server';
import { parseInstant } from '~/kernel/iso';
import { requireAdmin } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';
import { readTermsKey } from './terms-key';
import type { PublicationProblem } from './terms-publish';

/** POST /admin/terms/:key/publication, with the second factor shown in the last minutes. It binds the draft as the admin saw it. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const key = readTermsKey(params);
  const page = paths.adminTermsDraft(key);
  const scope = await requireAdmin(request, { stepUp: true, returnTo: page });
  const form = await request.formData();
  const [revision, begins] = [form.get('revision'), form.get('begins')];
  if (typeof revision !== 'string') throw new Response('The form is incomplete.', { status: 400 });
  const problem = (name: PublicationProblem) => redirect(withQuery(page, { problem: name }));
  const effectiveAt = begins ? parseInstant(`${begins}T00:00:00Z`) : undefined;
  if (begins && effectiveAt === undefined) return problem('no_day');
  const result = await publishDraft(scope, { key, revision, effectiveAt });
  if (result.outcome !== 'published') return problem(result.outcome);
  return redirect(withQuery(paths.adminTermsOf(key), { published: String(result.terms.version) }));
}
