import { isFreeMailDomain } from '~/domain/identity/mail-domain';
import type { Instant } from '~/kernel/time';

/** What somebody typed for a domain, read: a host name in lower case and ASCII (RFC 5890), or why it is none. */
export type ReadDomain =
  | { outcome: 'ok'; domain: string }
  | { outcome: 'invalid'; problem: 'empty' | 'not_a_domain' | 'an_address' };

const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
const LONGEST_INPUT = 2_000;

/**
 * Reads a domain out of what people paste: a domain in any case, one with letters beyond ASCII, the address of a page, a mail address. A
 * leading "www." is no part of anybody's mail address and is left out.
 */
export function readDomain(typed: string): ReadDomain {
  const text = typed.trim();
  if (text === '') return { outcome: 'invalid', problem: 'empty' };
  const host = text.length > LONGEST_INPUT ? undefined : hostOf(text);
  if (host === undefined) return { outcome: 'invalid', problem: 'not_a_domain' };
  const domain = host.replace(/\.$/, '').replace(/^www\.(?=[^.]+\.)/, '');
  if (/^\[|^[\d.]+$/.test(domain)) return { outcome: 'invalid', problem: 'an_address' };
  const labels = domain.split('.');
  const fits = labels.length >= 2 && domain.length <= 253 && labels.every((label) => LABEL.test(label));
  return fits && /[a-z]/.test(labels.at(-1) ?? '')
    ? { outcome: 'ok', domain }
    : { outcome: 'invalid', problem: 'not_a_domain' };
}

/** The host of an address, a mail address or a bare host; undefined when it is none of them. */
function hostOf(text: string): string | undefined {
  const bare = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${afterLastAt(text)}`;
  try {
    return new URL(bare).hostname;
  } catch {
    return undefined;
  }
}

const afterLastAt = (text: string) => text.slice(text.lastIndexOf('@') + 1);

/** What is known of a domain, for an agency that asks. */
export interface DomainFacts {
  domain: string;
  /** of the agency's people; free-mail domains among them do not matter */
  memberDomains: readonly string[];
  hasCustomers: boolean;
  /** whose handoff for the domain was accepted */
  acceptedBy: 'asker' | 'other' | null;
  /** reservations in force */
  reservations: ReadonlyArray<{ own: boolean; at: Instant; expiresAt: Instant }>;
}

/** What an agency learns of a domain before it works for it; names nobody (domain.md section 11). */
export type DomainVerdict =
  | { verdict: 'free_mail' | 'own_domain' | 'accepted' | 'taken' | 'customer' | 'open' }
  /** `behind`: another agency reserved it earlier */
  | { verdict: 'yours'; until: Instant; behind: boolean }
  /** the last day of another agency's reservation; it does not forbid inviting */
  | { verdict: 'reserved'; until: Instant };

/**
 * What a domain is to an agency. The first that applies: what nobody can invite, what is decided, what the agency has, what another has. An own
 * reservation is told before the customers of the domain, for it is in force: an admin approved it, or it came first.
 */
export function judgeDomain(facts: DomainFacts): DomainVerdict {
  if (isFreeMailDomain(facts.domain)) return { verdict: 'free_mail' };
  if (facts.memberDomains.includes(facts.domain)) return { verdict: 'own_domain' };
  if (facts.acceptedBy !== null) return { verdict: facts.acceptedBy === 'asker' ? 'accepted' : 'taken' };
  const own = facts.reservations.filter((one) => one.own);
  const others = facts.reservations.filter((one) => !one.own);
  if (own.length > 0) {
    const first = Math.min(...own.map((one) => one.at));
    const until = Math.max(...own.map((one) => one.expiresAt));
    return { verdict: 'yours', until, behind: others.some((one) => one.at < first) };
  }
  if (facts.hasCustomers) return { verdict: 'customer' };
  if (others.length > 0)
    return { verdict: 'reserved', until: Math.max(...others.map((one) => one.expiresAt)) };
  return { verdict: 'open' };
}
