import type { HandoffClaim, InternalUse } from '~/domain/agency/claims';
import type { Invitation } from '~/domain/agency/invitation';
import type { Instant } from '~/kernel/time';
import type { Channel, Click, LinkSource } from './click';
import type { StandingsOf } from './eligibility';

export type AttributionReason = 'agency' | 'promotion_code' | 'click' | 'email_domain';

/** A sign-up and the evidence that came with it or after it. Ids of customers are the product's. */
export interface SignUp {
  customerId: string;
  at: Instant;
  email: string;
  emailDomain: string;
  /** null for a free-mail domain: it never matches */
  matchDomain: string | null;
  /** ids resolved from clickId, refCookie and imRef */
  clickIds: readonly string[];
  visitorId: string | null;
  promotionCode: string | null;
  /** the accepted handoff it came through */
  handoff: HandoffClaim | null;
  /** the partner whose claim an admin upheld, and when */
  upheld?: { partnerId: string; at: Instant } | null;
  captures: readonly Capture[];
  /** promotion codes used since (ADR-0084) */
  codesUsed?: readonly CodeUse[];
  /** the first payment above zero: from then on the referral is locked */
  firstPaidAt: Instant | null;
}

/** A later click reported for a known customer (domain.md section 3, re-attribution). */
export interface Capture {
  id: string;
  at: Instant;
  clickId: string;
}

/** A promotion code a known customer used at a checkout. */
export interface CodeUse {
  id: string;
  at: Instant;
  /** upper case */
  code: string;
}

/** Who is credited from an instant on; channel null = nobody. */
export interface Credit {
  at: Instant;
  /** what brought it about: at one instant a sign-up comes before a capture */
  by: 'sign_up' | 'capture';
  channel: Channel | null;
  partnerId: string | null;
  reason: AttributionReason | 'none';
  click: Click | null;
  source: LinkSource | null;
  linkedAt: Instant | null;
  /** what was looked at and why it lost, for the explanation */
  evidence: Evidence[];
  /** the accepted handoff that credits the agency */
  handoffId?: string;
  /** an admin upheld the claim then: it never moves (ADR-0103) */
  decidedAt?: Instant;
}

export interface Evidence {
  candidate: string;
  verdict: string;
}

/** What attribution must look up; pure functions over data already loaded. */
export interface AttributionContext {
  clickById: (id: string) => Click | undefined;
  clicksOfVisitor: (visitorId: string) => readonly Click[];
  standingsOf: StandingsOf;
  invitationsOf: (domain: string) => readonly Invitation[];
  /** who uses the domain for itself */
  internalUseOf: (domain: string) => readonly InternalUse[];
  /** the partner a promotion code belongs to */
  ownerOfCode: (code: string) => string | undefined;
  /** days a code's credit covers colleagues on the same domain: the window of its owner's terms */
  windowOfCode: (partnerId: string, at: Instant) => number;
}

/** Somebody of the same domain who signed up earlier, and who was credited with them when this one did. */
export interface Colleague {
  signedUpAt: Instant;
  credit: Credit | undefined;
}
