import { notFound } from '~/platform/http.server';

/** What no resource answers: a problem document, not a page. */
function nothing(): Response {
  return notFound('resource');
}

export const loader = nothing;
export const action = nothing;
