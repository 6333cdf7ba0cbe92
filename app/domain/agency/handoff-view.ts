import type { Instant } from '~/kernel/time';
import type { InheritedConfiguration } from './handed-off';
import type { Access, Manifest } from './manifest';
import type { OfferState } from './project-stage';

// What pages show of a handoff; flows/view-handoff and flows/open-handoff fill it.

/** A manifest as its page shows it, to both sides alike. */
export interface ManifestView {
  program: string;
  agency: Manifest['agency'];
  client: Manifest['client'];
  access: Access;
  /** `document` null: who looks may not read it any more */
  configurations: Array<Omit<InheritedConfiguration, 'document'> & { document: string | null }>;
  /** "20 % of what you pay, for 12 months, at most $5,000.00 a month" */
  earns: string[];
  terms: { key: string; version: number };
}

/** What a client has accepted, and what the portal signed. */
export interface AcceptedView {
  at: Instant;
  name: string;
  email: string;
  /** canonical JSON that is signed */
  statement: string;
  signature: string;
  keyId: string;
}

/** What became of telling the product; `off`: nobody is told. */
export type DeliveryView =
  | { state: 'off' }
  | {
      state: 'waiting' | 'retrying' | 'delivered' | 'given_up';
      version: number;
      at: Instant | null;
    };

/** An offer that was made, as its agency sees it. */
export interface OfferView {
  id: string;
  state: OfferState | 'taken';
  sentAt: Instant;
  expiresAt: Instant;
  openedAt: Instant | null;
  accepted: AcceptedView | null;
  declined: { at: Instant; reason: string | null } | null;
  /** whether the agency may deliver newer configurations */
  hasAccess: boolean;
  accessEnded: { at: Instant; by: string } | null;
  manifest: ManifestView;
  manifestHash: string;
  declared: Array<{ email: string; at: Instant }>;
}

export interface HandoffMoment {
  at: Instant;
  what:
    | 'sent'
    | 'sent_again'
    | 'opened'
    | 'accepted'
    | 'declined'
    | 'revoked'
    | 'replaced'
    | 'taken'
    | 'access_ended';
}
