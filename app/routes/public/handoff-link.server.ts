import { isBotVisit } from '~/domain/attribution/bot';
import { type OpenedHandoff, openHandoff } from '~/flows/open-handoff.server';
import { visitorHeaders } from '~/routes/capture.server';

const TOKEN = /^[\w-]{20,100}$/;

/** The token of the address; "" for what cannot be one of ours. */
export function handoffToken(params: { token?: string | undefined }): string {
  return TOKEN.test(params.token ?? '') ? (params.token ?? '') : '';
}

/** What is behind the address; robots, previews and prefetches look without being noted. */
export function lookAtHandoff(request: Request, token: string): Promise<OpenedHandoff | null> {
  const isPerson = !isBotVisit(request.method, visitorHeaders(request.headers));
  return token === '' ? Promise.resolve(null) : openHandoff(token, { isPerson });
}

/** 404 for an address that was never one, 410 for one that leads to no offer any more. */
export function statusOf(opened: OpenedHandoff | null): number {
  if (!opened) return 404;
  return ['replaced', 'expired', 'revoked', 'taken'].includes(opened.state) ? 410 : 200;
}
