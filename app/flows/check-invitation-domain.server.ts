import type { DomainVerdict } from '~/domain/agency/preflight';
import type { PartnerScope } from '~/domain/identity/scope';
import type { Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';
import { createRateLimit, takeAll } from '~/platform/rate-limit.server';
import { transaction } from '~/platform/transaction.server';
import { domainVerdict } from './make-invitation.server';

// Enough for whoever plans a season, too few for whoever reads the program's customers off a list of domains (ADR-0108).
const perPerson = createRateLimit({ name: 'domain-check-person', most: 30, seconds: 3600 });
const perWorkspace = createRateLimit({ name: 'domain-check-agency', most: 100, seconds: 86_400 });

export type DomainChecked =
  | { outcome: 'checked'; at: Instant; verdict: DomainVerdict }
  | { outcome: 'too_many'; retryAfterSeconds: number };

/**
 * What an agency may know of a domain before it works for it: open, reserved until a date, or a customer already; never whose
 * (domain.md section 11).
 * @param domain as readDomain gives it
 */
export async function checkInvitationDomain(scope: PartnerScope, domain: string): Promise<DomainChecked> {
  const { partnerId, userId } = scope;
  const allowance = await takeAll([
    [perPerson, userId ?? partnerId],
    [perWorkspace, partnerId],
  ]);
  if (!allowance.allowed) return { outcome: 'too_many', retryAfterSeconds: allowance.retryAfterSeconds };
  const at = now();
  const verdict = await transaction((tx) => domainVerdict(tx, { partnerId, domain, at }));
  return { outcome: 'checked', at, verdict };
}
