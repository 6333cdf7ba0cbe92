import type { Scope } from '~/domain/identity/scope';
import { invalidField } from '~/platform/input.server';

/** Whose statements are asked for: a partner's key sees its own. @throws {Response} 422 when an admin names nobody */
export function namedPartner(scope: Scope, partnerId: string | undefined): string {
  if (scope.kind === 'partner') return scope.partnerId;
  if (partnerId === undefined) throw invalidField('partnerId', 'must be sent by an admin');
  return partnerId;
}
