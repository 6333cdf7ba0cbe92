/** The addresses of everybody who ever belonged to a partner. */
export interface PartnerAddresses {
  /** lower case */
  emails: ReadonlySet<string>;
  /** lower case, free-mail domains left out */
  domains: ReadonlySet<string>;
}

/**
 * A self-referral: the customer's e-mail, or its domain unless it is a free-mail one, is that of a member of the partner
 * (domain.md section 3).
 * @param customer.matchDomain null for a free-mail domain
 */
export function isSelfReferral(
  customer: { email: string; matchDomain: string | null },
  partner: PartnerAddresses,
): boolean {
  if (partner.emails.has(customer.email.toLowerCase())) return true;
  return customer.matchDomain !== null && partner.domains.has(customer.matchDomain);
}
