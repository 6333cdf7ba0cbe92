import { isFreeMailDomain } from '~/domain/identity/mail-domain';
import { groupBy } from '~/kernel/group';
import type { Tx } from '~/platform/transaction.server';
import type { Standing } from './standing';

export interface PartnerRecord {
  standings: Standing[];
  /** of everybody who ever belonged, and the partner's own */
  addresses: { emails: Set<string>; domains: Set<string> };
}

/** What the rules must know of partners, by id. */
export async function loadPartnerRecords(
  tx: Tx,
  partnerIds: readonly string[],
): Promise<Map<string, PartnerRecord>> {
  const ids = [...new Set(partnerIds)];
  if (ids.length === 0) return new Map();
  const partners = await tx.partner.findMany({
    where: { id: { in: ids } },
    select: { id: true, email: true, members: { select: { user: { select: { email: true } } } } },
  });
  const standings = groupBy(
    await tx.partnerStanding.findMany({
      where: { partnerId: { in: ids } },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
    }),
    (row) => row.partnerId,
  );
  return new Map(
    partners.map((partner) => {
      const emails = [partner.email, ...partner.members.map((member) => member.user.email)].map((email) =>
        email.toLowerCase(),
      );
      const domains = emails.map((email) => email.slice(email.lastIndexOf('@') + 1));
      return [
        partner.id,
        {
          standings: (standings.get(partner.id) ?? []).map(({ at, status, termsKey, rateBps }) => ({
            at: at.getTime(),
            status,
            termsKey,
            rateBps,
          })),
          addresses: {
            emails: new Set(emails),
            domains: new Set(domains.filter((domain) => !isFreeMailDomain(domain))),
          },
        },
      ];
    }),
  );
}

/** The addresses the self-referral rule takes for a partner's own: of everybody who ever belonged, and the partner's (domain.md section 3). */
export async function addressesOfPartner(tx: Tx, partnerId: string): Promise<PartnerRecord['addresses']> {
  const record = (await loadPartnerRecords(tx, [partnerId])).get(partnerId);
  return record?.addresses ?? { emails: new Set(), domains: new Set() };
}
