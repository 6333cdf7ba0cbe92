import type { MemberRole } from '~/domain/identity/scope';
import { ownerAddresses } from '~/domain/partner/members.server';
import { loadProgram } from '~/domain/program/program.server';
import { env } from '~/platform/env.server';
import { queueMail } from '~/platform/mail.server';
import type { Tx } from '~/platform/transaction.server';

/** Invites somebody; the same words whether the address has an account or not. */
export async function mailInvitation(
  tx: Tx,
  invited: { email: string; role: MemberRole; secret: string; partnerName: string; byName: string },
): Promise<void> {
  const { email, role, secret, partnerName, byName } = invited;
  const { name } = await loadProgram(tx);
  await queueMail(tx, {
    to: email,
    subject: `${byName} invites you to ${partnerName} (${name} partner program)`,
    text: [
      `${byName} invites you to work in ${partnerName} as ${role} in the ${name} partner program.`,
      `Look at it and accept:\n\n${env.origin}/invitations/${secret}`,
      'The link is good for seven days and can be used once. If you do not know who this is, ignore this mail.',
    ].join('\n\n'),
  });
}

/** Tells the owners who belongs now: who took one of them over must not be the only one to know. */
export async function mailOwners(
  tx: Tx,
  partner: { id: string; name: string },
  sentence: string,
): Promise<void> {
  const { name } = await loadProgram(tx);
  for (const to of await ownerAddresses(tx, partner.id)) {
    await queueMail(tx, {
      to,
      subject: `The members of ${partner.name} have changed (${name} partner program)`,
      text: `${sentence}\n\nWho belongs to it: ${env.origin}/settings/members`,
    });
  }
}
