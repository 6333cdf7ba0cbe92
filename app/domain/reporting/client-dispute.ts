import type { Instant } from '~/kernel/time';

/** A conflict about a customer as one of its two partners sees it: never the other's name. */
export interface ConflictView {
  id: string;
  at: Instant;
  side: 'lost' | 'won';
  /** whose customer it is, in the words this partner may read */
  who: string;
  /** of the decision's evidence */
  reason: string;
  /** the customer is credited to this partner now */
  credited: boolean;
  /** our id, for who is credited */
  customerId: string | null;
  dispute: ConflictDispute | null;
}

export interface ConflictDispute {
  openedAt: Instant;
  /** null for the other side: it is not meant for it */
  statement: string | null;
  outcome: 'upheld' | 'rejected' | null;
  reason: string | null;
  decidedAt: Instant | null;
}

/** A dispute as it was opened and decided. */
export interface DisputeView {
  id: string;
  partnerId: string;
  customerId: string;
  statement: string;
  openedAt: Instant;
  outcome: 'upheld' | 'rejected' | null;
  reason: string | null;
  evidence: string | null;
  decidedAt: Instant | null;
  decidedBy: string | null;
}

/** A dispute with everything the portal knows about it, for admins; partners are named by `names`, by id. */
export interface DisputeFile {
  dispute: DisputeView;
  /** about the same customer */
  others: DisputeView[];
  customer: {
    id: string;
    externalId: string;
    email: string;
    emailDomain: string;
    signedUpAt: Instant;
    paidAt: Instant | null;
    credited: { partnerId: string | null; channel: string; reason: string; linkedAt: Instant } | null;
  };
  conflicts: Array<{ id: string; winnerId: string | null; loserId: string; reason: string; at: Instant }>;
  decisions: Array<{
    id: string;
    at: Instant;
    channel: string | null;
    partnerId: string | null;
    reason: string;
    evidence: Array<{ candidate: string; verdict: string }>;
  }>;
  invitations: Array<{
    id: string;
    partnerId: string;
    status: string;
    reason: string | null;
    at: Instant;
    expiresAt: Instant;
    endedAt: Instant | null;
  }>;
  handoffs: Array<{
    id: string;
    partnerId: string;
    sentAt: Instant;
    acceptedAt: Instant | null;
    declinedAt: Instant | null;
    revokedAt: Instant | null;
    expiresAt: Instant;
  }>;
  clicks: Array<{ id: string; partnerId: string | null; channel: string; windowDays: number; at: Instant }>;
  names: Record<string, string>;
}
