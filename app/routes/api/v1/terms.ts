import { type Terms, termsInForce } from '~/domain/program/terms';
import { loadAllTerms } from '~/domain/program/terms.server';
import { serializeTerms } from '~/domain/program/terms-document';
import { publishTerms } from '~/flows/publish-terms.server';
import { now } from '~/platform/clock.server';
import { problem } from '~/platform/http.server';
import { invalidField } from '~/platform/input.server';
import * as operations from '../operations/program';
import { resource, serve } from '../resource.server';
import { iso } from '../schema';

function termsJson(terms: Terms, all: readonly Terms[]) {
  const current = termsInForce(all, terms.key, now())?.version === terms.version;
  const { key, version, effectiveAt } = terms;
  return { key, version, effectiveAt: iso(effectiveAt), current, document: serializeTerms(terms) };
}

const routes = resource(
  serve(operations.listTerms, async () => {
    const all = await loadAllTerms();
    const newestFirst = [...all].sort((a, b) => b.effectiveAt - a.effectiveAt || (a.key < b.key ? -1 : 1));
    return { data: newestFirst.map((terms) => termsJson(terms, all)), nextCursor: null };
  }),
  serve(operations.createTerms, async ({ scope, body: { key, effectiveAt, document } }) => {
    const result = await publishTerms(scope, { ...document, key, effectiveAt });
    if (result.outcome === 'in_the_past') return invalidField('effectiveAt', 'must not be in the past');
    if (result.outcome === 'instant_taken') {
      const detail = 'Another version of these terms begins at that very instant.';
      return problem({ status: 409, code: 'instant_taken', detail });
    }
    return termsJson(result.terms, await loadAllTerms());
  }),
);

export const loader = routes.loader;
export const action = routes.action;
