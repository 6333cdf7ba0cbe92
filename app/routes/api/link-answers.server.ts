import type { z } from 'zod';
import { type DestinationProblem, linkUrl } from '~/domain/attribution/link';
import type { LinkArchiving, LinkCreation, LinkUpdate, LinkView } from '~/domain/attribution/links.server';
import type { Scope } from '~/domain/identity/scope';
import { env } from '~/platform/env.server';
import { notFound, problem } from '~/platform/http.server';
import { invalidField } from '~/platform/input.server';
import type { Link } from './operations/links';
import { presentLink } from './present';

export function linkJson(link: LinkView): z.input<typeof Link> {
  return presentLink(link, linkUrl(env.origin, link.code));
}

/**
 * The partner a request is for: a partner's own key names itself or nobody.
 * @throws {Response} 422 when an admin names none; 404 when a partner names another
 */
export function owner(scope: Scope, partnerId: string | undefined): string {
  if (scope.kind === 'admin') {
    if (partnerId === undefined) throw invalidField('partnerId', "is missing: an admin's key must send it");
    return partnerId;
  }
  if (partnerId !== undefined && partnerId !== scope.partnerId) throw notFound('partner');
  return scope.partnerId;
}

/** @throws {Response} why there is no new link */
export function linkCreated(result: LinkCreation): LinkView {
  switch (result.outcome) {
    case 'created':
      return result.link;
    case 'unknown_partner':
      throw invalidField('partnerId', 'is not a partner', 'unknown_partner');
    case 'invalid_destination':
      throw refusedDestination(result.problem);
    case 'invalid_code':
      throw invalidField('code', 'must be 2 to 64 letters, digits, _ or -', 'invalid_code');
    case 'code_taken':
      throw problem({
        status: 409,
        code: 'code_taken',
        detail: 'Another link has this code. Choose another.',
      });
  }
}

/** @throws {Response} why the link did not change */
export function linkChanged(result: LinkUpdate): LinkView {
  switch (result.outcome) {
    case 'updated':
      return result.link;
    case 'not_found':
      throw notFound('link');
    case 'archived':
      throw problem({ status: 409, code: 'archived', detail: 'The link is archived. Make a new one.' });
    case 'invalid_destination':
      throw refusedDestination(result.problem);
  }
}

/** @throws {Response} why the link was not archived */
export function linkArchived(result: LinkArchiving): LinkView {
  switch (result.outcome) {
    case 'archived':
      return result.link;
    case 'not_found':
      throw notFound('link');
    case 'is_default':
      throw problem({
        status: 409,
        code: 'default_link',
        detail: 'This is the default link, where `?ref=` counts; it cannot be archived.',
      });
  }
}

const destinationAdvice: Record<DestinationProblem, string> = {
  not_a_url: 'must be an absolute http or https URL without user name or password',
  too_long: 'is too long',
  host_not_allowed: 'is not on a host of this program',
};

function refusedDestination(why: DestinationProblem): Response {
  return invalidField('destination', destinationAdvice[why], why);
}
