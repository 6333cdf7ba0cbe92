import { type ShownInvitation, showMemberInvitation } from '~/flows/accept-member-invitation.server';
import { currentUser } from '~/routes/guards.server';

export interface InvitationPage {
  invitation: ShownInvitation;
  token: string;
  /** the address of who looks at it; null when nobody is signed in */
  viewer: string | null;
}

/** The secret in the address; "" when there is none that could be ours. */
export function secretOf({ token = '' }: { token?: string }): string {
  return /^[\w-]{20,100}$/.test(token) ? token : '';
}

/** What both pages of an invitation show. Changes nothing. */
export async function loadInvitation(request: Request, params: { token?: string }): Promise<InvitationPage> {
  const session = await currentUser(request);
  const token = secretOf(params);
  const invitation = await showMemberInvitation(token, session?.user.id ?? null);
  return { invitation, token, viewer: session?.user.email ?? null };
}
