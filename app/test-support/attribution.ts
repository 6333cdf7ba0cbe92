import type { InternalUse } from '~/domain/agency/claims';
import type { Invitation } from '~/domain/agency/invitation';
import type { AttributionContext, SignUp } from '~/domain/attribution/attribute';
import { attributeGroup } from '~/domain/attribution/attribute';
import type { Click } from '~/domain/attribution/click';
import type { Standing } from '~/domain/partner/standing';
import { addDays, type Instant } from '~/kernel/time';
import { day } from './facts';

export const active: Standing[] = [{ at: 0, status: 'active', termsKey: 'developer', rateBps: null }];

/** A click of visitor v on a direct link, with a window of ninety days; without a partner it is one of Impact. */
export function click(id: string, on: Instant, partnerId: string | null, more: Partial<Click> = {}): Click {
  const channel = partnerId === null ? 'impact' : 'partner';
  return {
    id,
    seq: 0,
    at: on,
    channel,
    partnerId,
    source: 'direct_link',
    windowDays: 90,
    visitorId: 'v',
    ...more,
  };
}

/** Of acme, by visitor v, on day 10. */
export function signUp(more: Partial<SignUp> = {}): SignUp {
  return {
    customerId: 'acme',
    at: day(10),
    email: 'ann@acme.dev',
    emailDomain: 'acme.dev',
    matchDomain: 'acme.dev',
    clickIds: [],
    visitorId: 'v',
    promotionCode: null,
    handoff: null,
    captures: [],
    firstPaidAt: null,
    ...more,
  };
}

/** What attribution can look up in a test. */
export interface World {
  clicks?: Click[];
  standings?: Record<string, Standing[]>;
  invitations?: Array<Partial<Invitation> & { id: string; partnerId: string; at: Instant }>;
  codes?: Record<string, string>;
  /** by domain */
  internalUses?: Record<string, InternalUse[]>;
}

export function contextOf({
  clicks = [],
  standings = {},
  invitations = [],
  codes = {},
  internalUses = {},
}: World): AttributionContext {
  return {
    clickById: (id) => clicks.find((one) => one.id === id),
    clicksOfVisitor: (visitorId) => clicks.filter((one) => one.visitorId === visitorId),
    standingsOf: (partnerId) => standings[partnerId] ?? active,
    invitationsOf: (domain) =>
      invitations.map((one) => ({
        domain,
        expiresAt: addDays(one.at, 30),
        endedAt: null,
        approved: false,
        ...one,
      })),
    internalUseOf: (domain) => internalUses[domain] ?? [],
    ownerOfCode: (code) => codes[code],
    windowOfCode: () => 90,
  };
}

/** The histories of credits of customers who share a domain. */
export const creditsOf = (world: World, ...signUps: SignUp[]) => attributeGroup(signUps, contextOf(world));
/** Whom the last credit of one customer names. */
export function credited(world: World, one = signUp()) {
  const credit = creditsOf(world, one).get(one.customerId)?.at(-1);
  return {
    to: credit?.partnerId ?? credit?.channel ?? 'nobody',
    by: credit?.reason,
    linkedAt: credit?.linkedAt,
  };
}
