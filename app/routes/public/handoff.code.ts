import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { sendHandoffCode } from '~/flows/send-handoff-code.server';
import { paths, withQuery } from '~/routes/paths';
import { handoffToken } from './handoff-link.server';

/** POST /handoff/:token/code: a code to the contact's mailbox, and on to where it is typed. */
export async function action({ params, context }: ActionFunctionArgs): Promise<Response> {
  const token = handoffToken(params);
  const sent = await sendHandoffCode(token, context.ip ?? '');
  const typedAt = { acceptance: paths.handoffAccept(token), access_end: paths.handoffAccess(token) };
  switch (sent.outcome) {
    case 'sent':
      return redirect(withQuery(typedAt[sent.for], { sent: '1' }));
    case 'too_many':
      return redirect(withQuery(typedAt[sent.for], { wait: String(sent.retryAfterSeconds) }));
    case 'nothing_to_confirm':
    case 'not_found':
      return redirect(paths.handoff(params.token ?? ''));
  }
}

/** Who reloads after sending the form. */
export function loader({ params }: LoaderFunctionArgs): Response {
  return redirect(paths.handoff(params.token ?? ''));
}
