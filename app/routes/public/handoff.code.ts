import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { sendHandoffCode } from '~/flows/send-handoff-code.server';
import { paths, withQuery } from '~/routes/paths';
import { handoffToken } from './handoff-link.server';

/** POST /handoff/:token/code: a code to the contact's mailbox, and on to where it is typed. */
export async function action({ params, context }: ActionFunctionArgs): Promise<Response> {
  const token = handoffToken(params);
  const sent = await sendHandoffCode(token, context.ip ?? '');
  switch (sent.outcome) {
    case 'sent':
      return redirect(sent.for === 'acceptance' ? paths.handoffAccept(token) : paths.handoffAccess(token));
    case 'too_many': {
      const back = sent.for === 'access_end' ? paths.handoffAccess(token) : paths.handoffAccept(token);
      return redirect(withQuery(back, { wait: String(sent.retryAfterSeconds) }));
    }
    case 'nothing_to_confirm':
    case 'not_found':
      return redirect(paths.handoff(params.token ?? ''));
  }
}

/** Who reloads after sending the form. */
export function loader({ params }: LoaderFunctionArgs): Response {
  return redirect(paths.handoff(params.token ?? ''));
}
