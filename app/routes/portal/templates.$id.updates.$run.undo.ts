import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { requestUndo } from '~/flows/request-configuration-update.server';
import { requireAgency } from '~/routes/guards.server';
import { paths, withQuery } from '~/routes/paths';

/** POST /templates/:id/updates/:run/undo: gives each configuration of a run its earlier document back; the worker does it. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const scope = await requireAgency(request, 'manager');
  const which = { templateId: params.id ?? '', id: params.run ?? '' };
  const requested = await requestUndo(scope, which);
  switch (requested.outcome) {
    case 'requested':
      return redirect(paths.templateUpdate(which.templateId, requested.id));
    case 'still_running':
    case 'already_undone':
    case 'nothing_to_do':
      return redirect(
        withQuery(paths.templateUpdate(which.templateId, which.id), { result: requested.outcome }),
      );
    case 'not_found':
      throw new Response('There is no such change.', { status: 404 });
  }
}
