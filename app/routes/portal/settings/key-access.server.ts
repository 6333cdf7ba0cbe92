import type { Scope } from '~/domain/identity/scope';
import type { KeyOwner } from '~/flows/create-api-key.server';
import { requireAdmin, requirePartner, requireUser } from '~/routes/guards.server';
import { paths } from '~/routes/paths';

export interface KeyAccess {
  scope: Scope;
  /** for whom a key made here acts */
  owner: KeyOwner;
}

/**
 * Who may see and make keys: an owner of a partner, or an admin.
 * @param options.stepUp an admin's key can do what the admin can, so making one needs the second factor
 */
export async function requireKeyAccess(
  request: Request,
  options: { stepUp?: boolean } = {},
): Promise<KeyAccess> {
  const { user } = await requireUser(request);
  if (user.role === 'admin') {
    const scope = await requireAdmin(request, { ...options, returnTo: paths.apiKeys });
    return { scope, owner: { kind: 'admin', email: user.email } };
  }
  const scope = await requirePartner(request, 'owner');
  return { scope, owner: { kind: 'partner', handle: scope.partner.handle } };
}
