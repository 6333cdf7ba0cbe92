import { domainOf, isFreeMailDomain } from '~/domain/identity/mail-domain';
import type { Tx } from '~/platform/transaction.server';

/** The addresses of an agency and its people now, lower case; free-mail domains are nobody's. */
export async function agencyAddresses(
  tx: Tx,
  partnerId: string,
): Promise<{ emails: Set<string>; domains: Set<string> }> {
  const partner = await tx.partner.findUniqueOrThrow({
    where: { id: partnerId },
    select: {
      email: true,
      members: { where: { leftAt: null }, select: { user: { select: { email: true } } } },
    },
  });
  const emails = new Set(
    [partner.email, ...partner.members.map(({ user }) => user.email)].map((email) => email.toLowerCase()),
  );
  const domains = new Set([...emails].map(domainOf).filter((domain) => !isFreeMailDomain(domain)));
  return { emails, domains };
}
