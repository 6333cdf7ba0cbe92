import { isMember } from '~/domain/partner/members.server';
import { type SignedIn, setSessionPartner } from '~/platform/session.server';
import { transaction } from '~/platform/transaction.server';

/** From now on the session looks at another workspace of its person. @returns false when the person does not belong there */
export function switchWorkspace(session: SignedIn, partnerId: string): Promise<boolean> {
  return transaction(async (tx) => {
    if (!(await isMember(tx, partnerId, session.user.id))) return false;
    await setSessionPartner(tx, session, partnerId);
    return true;
  });
}
