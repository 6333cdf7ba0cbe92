import type { AttributionContext, AttributionReason, Credit, SignUp } from '~/domain/attribution/attribute';
import type { LinkSource } from '~/domain/attribution/click';
import type { Capped } from '~/domain/commission/cap';
import type { Claim, Reversal } from '~/domain/commission/claim';
import type { CreditedReferral, Evaluation, EvaluationContext } from '~/domain/commission/evaluate';
import type { CommissionStatus } from '~/domain/commission/life';
import type { PartnerStatus } from '~/domain/partner/standing';
import type { PayoutStatus } from '~/domain/payout/payout';
import type { CustomerFacts, PaymentFact } from '~/domain/qualification/facts';
import type { Milestones } from '~/domain/qualification/milestones';
import type { Money } from '~/kernel/money';
import type { Instant } from '~/kernel/time';

// The typed explanation of a commission: what the rules looked at and found, with the actual figures. The words are made from it
// (explanation-words.ts), the API and the pages show both. Optional facts are null, never missing (contract.md).

/** Who is meant, as the asker may know: a partner never learns who another one is (ADR-0073). */
export interface Party {
  kind: 'you' | 'partner' | 'another_partner' | 'impact' | 'nobody';
  /** null unless the asker may know it */
  id: string | null;
  name: string | null;
}

/** Who asks: a partner, or an admin who may know everything. */
export interface Viewer {
  /** null: an admin */
  partnerId: string | null;
}

/** Something that could have been credited and was not. */
export interface Candidate {
  kind: 'click' | 'invitation' | 'handoff' | 'decision' | 'promotion_code' | 'colleague' | 'earlier_credit';
  party: Party;
  /** the click's or invitation's id, or the code; null when it is another partner's */
  id: string | null;
  at: Instant | null;
  /** of a click: until when it counted, inclusive */
  until: Instant | null;
  /** why it lost, as a code (attribute.ts; and not_looked_at, not_later, locked, agency_never_moves) */
  verdict: string;
}

export interface ClickStep {
  step: 'click';
  at: Instant;
  clickId: string;
  party: Party;
  linkCode: string | null;
  referrerHost: string | null;
  source: LinkSource | null;
  windowDays: number;
  /** inclusive */
  until: Instant;
  /** to what its window was counted */
  countedAt: Instant;
}

export interface AttributionStep {
  step: 'attribution';
  at: Instant;
  by: 'sign_up' | 'capture' | 'purchase';
  reason: AttributionReason;
  party: Party;
  linkedAt: Instant;
  promotionCode: string | null;
  /** by an accepted handoff, not by an invitation of the domain */
  handoff: boolean;
  /** the agency made the account for its client, as it had said before: no self-referral (ADR-0102) */
  declared: boolean;
  /** an admin upheld the partner's claim then; null = the rules alone decided (ADR-0103) */
  decidedAt: Instant | null;
  candidates: Candidate[];
  /** who was credited before, oldest first; empty when it never moved */
  earlier: Array<{ at: Instant; party: Party; reason: AttributionReason | 'none' }>;
  /** from then on nobody else can be credited */
  lockedAt: Instant | null;
  selfReferral: boolean;
}

export interface SignUpStep {
  step: 'sign_up';
  at: Instant;
  customerId: string;
}

export interface ActivatedStep {
  step: 'activated';
  at: Instant;
  by: 'api_calls' | 'active_days';
  apiCalls: number;
  activeDays: number;
  apiCallsNeeded: number;
  activeDaysNeeded: number;
}

export interface QualificationStep {
  step: 'qualification';
  at: Instant;
  /** when the conditions were first met; earlier than `at` when the customer was gone then */
  metAt: Instant;
  activeDays: number;
  activeDaysAtLeast: number;
  members: number;
  membersAbove: number | null;
}

export interface PaymentStep {
  step: 'payment';
  at: Instant;
  paymentId: string;
  /** in its own currency */
  amount: Money;
  basis: Money;
  /** program currency for one of the payment's, as a decimal; null where none was needed */
  rate: string | null;
  months: number;
  monthlyValue: Money;
  periodFrom: Instant | null;
  periodTo: Instant | null;
  /** 1-based */
  slice: number;
  sliceBasis: Money;
  sliceFrom: Instant;
  dueAt: Instant;
  month: string;
  /** cents more for the earliest slices */
  residue: number;
  paymentIntentId: string | null;
  chargeId: string | null;
}

/** The first payment above zero, where a flat reward waits for it. */
export interface FirstPaymentStep {
  step: 'first_payment';
  at: Instant | null;
  paymentId: string | null;
  amount: Money | null;
}

export interface RuleStep {
  step: 'rule';
  /** since when the version is in force */
  at: Instant;
  terms: string;
  termsName: string;
  version: number;
  /** the instant whose version counts: the sign-up, or the purchase */
  chosenAt: Instant;
  reward: string;
  rewardName: string;
  qualifies: string;
  pays: string;
  limits: string;
  release: string;
  /** the partner's own rate took the place of the reward's */
  ownRate: boolean;
}

export interface ArithmeticLine {
  kind: 'payment' | 'months' | 'flat' | 'rate' | 'cap' | 'reversed' | 'total';
  /** months, or basis points */
  factor: number | null;
  amount: Money;
}

export interface ArithmeticStep {
  step: 'arithmetic';
  lines: ArithmeticLine[];
  /** of the multiplication: ten-thousandths of a minor unit that rounding half up took or gave; 0 when it was exact */
  rounding: number;
}

export interface CapStep {
  step: 'cap';
  cap: Money;
  per: 'partner_and_month' | 'customer';
  month: string | null;
  usedBefore: Money;
  usedBy: Array<{ commissionId: string | null; paymentId: string; slice: number; amount: Money }>;
  room: Money;
  uncapped: Money;
  amount: Money;
}

export interface HoldStep {
  step: 'hold';
  /** vested; null while the customer has not paid */
  at: Instant | null;
  days: number;
  until: Instant | null;
}

export interface SustainedStep {
  step: 'sustained';
  /** null: not yet */
  at: Instant | null;
  /** sign-up + 90 days, or the first payment if later; null while unpaid */
  floor: Instant | null;
  /** the use or payment that counted */
  activityAt: Instant | null;
  /** while it is missing: from when on a use or payment would count; null when nothing of the kind is missing */
  activeSince: Instant | null;
  missing: Array<'first_payment' | 'ninety_days' | 'return' | 'activity'>;
}

export interface FreezeStep {
  step: 'freeze';
  at: Instant;
  reason: 'dispute' | 'self_referral';
  disputeId: string | null;
  /** null: still */
  to: Instant | null;
  outcome: 'won' | 'lost' | 'allowed' | 'denied' | null;
}

export interface ReleaseStep {
  step: 'release';
  /** null: not released (yet) */
  at: Instant | null;
  plannedAt: Instant | null;
  /** the condition that came last */
  decidedBy: 'hold' | 'sustained' | 'dispute' | 'self_referral' | null;
  waitsFor: 'first_payment' | 'sustained' | 'dispute' | 'self_referral' | 'time' | null;
  /** taken back before it could be released */
  never: boolean;
}

export interface ReversalStep {
  step: 'reversal';
  at: Instant;
  reason: Reversal['reason'];
  total: boolean;
  /** of the payment, so far; null when the cause was no refund */
  refunded: Money | null;
  refundedOfSlice: Money | null;
  sliceBasis: Money | null;
  /** what must be reversed by then */
  target: Money;
  /** what this step took */
  difference: Money;
  from: 'qualifying' | 'pending' | 'available';
}

export interface PayoutStep {
  step: 'payout';
  at: Instant;
  payoutId: string;
  /** what of this commission it carries; negative: recovered */
  amount: Money;
  status: PayoutStatus;
  paidAt: Instant | null;
  transferId: string | null;
  destination: string | null;
}

export type Step =
  | ClickStep
  | AttributionStep
  | SignUpStep
  | ActivatedStep
  | QualificationStep
  | PaymentStep
  | FirstPaymentStep
  | RuleStep
  | ArithmeticStep
  | CapStep
  | HoldStep
  | SustainedStep
  | FreezeStep
  | ReleaseStep
  | ReversalStep
  | PayoutStep;

/** One commission, from the click to the bank, as of an instant. */
export interface Explanation {
  asOf: Instant;
  status: CommissionStatus | 'paid';
  amount: Money;
  reversed: Money;
  steps: Step[];
}

/** A customer, or a purchase without one, with everything the rules said of it. */
export interface Subject {
  /** null: a purchase without a customer */
  customer: {
    signUp: SignUp;
    facts: CustomerFacts;
    credits: readonly Credit[];
    referral: CreditedReferral | null;
  } | null;
  payments: readonly PaymentFact[];
  evaluation: Pick<Evaluation, 'claims' | 'skips'> & { milestones: Milestones | null };
  context: AttributionContext & EvaluationContext;
  asOf: Instant;
  /** the program's */
  currency: string;
}

/** What is recorded beside the facts and no rule asks for. By the product's ids. */
export interface Records {
  clicks: ReadonlyMap<string, { linkCode: string | null; referrerHost: string | null }>;
  payments: ReadonlyMap<
    string,
    {
      currency: string;
      /** program currency for one of its own, as a decimal: "1.0834"; null where none was needed or is known */
      rate: string | null;
      paymentIntentId: string | null;
      chargeId: string | null;
    }
  >;
  /** of admins' eyes alone */
  partnerNames: ReadonlyMap<string, string>;
}

/** Why something earned nothing, with the figures that decided it. */
export type WhyNotReason =
  | { reason: 'partner_not_active'; status: PartnerStatus; since: Instant }
  | { reason: 'needs_rate'; paid: Money }
  | { reason: 'monthly_value_too_low'; monthlyValue: Money; above: Money; months: number }
  | { reason: 'months_used_up'; months: number; from: Instant; until: Instant }
  | { reason: 'churned_when_due'; leftAt: Instant; backAt: Instant | null }
  | { reason: 'refunded_before_due'; refunded: Money; sliceBasis: Money }
  | { reason: 'nothing_paid' }
  | { reason: 'credited_to_nobody' }
  | { reason: 'credited_to_impact' }
  | { reason: 'no_eligible_click'; looked: number }
  | {
      reason: 'not_qualified_yet';
      activeDays: number;
      activeDaysAtLeast: number;
      members: number;
      membersAbove: number | null;
    };

/** An evaluated event, or a reward, that paid nothing (ADR-0073). */
export type WhyNot = WhyNotReason & {
  at: Instant;
  cause: { type: 'payment'; id: string; slice: number } | { type: 'customer'; id: string };
  reward: string | null;
  rewardName: string | null;
  party: Party;
  /** what the rules would have given, had it been otherwise; null where nobody can say */
  wouldEarn: Money | null;
};

/** What is explained, to whom, and what is recorded of it besides. */
export interface Seen {
  subject: Subject;
  viewer: Viewer;
  records: Records;
}

/** A commission in the pool of a cap. */
export interface PoolMember extends Capped {
  commissionId: string | null;
}

/** What of a commission went out with which payout. */
export type PayoutPart = Omit<PayoutStep, 'step' | 'at' | 'amount'> & {
  requestedAt: Instant;
  amount: bigint;
};

/** The commission to be explained. */
export interface Explained {
  claim: Claim;
  /** everybody in the same cap's pool, itself included; empty without a cap */
  pool: readonly PoolMember[];
  payouts: readonly PayoutPart[];
  /** all of it went out: the payout's to say */
  paid: boolean;
}

/** Who somebody is, as the asker may know. */
export function partyOf(
  of: { channel: 'partner' | 'impact' | null; partnerId: string | null },
  viewer: Viewer,
  records: Pick<Records, 'partnerNames'>,
): Party {
  if (of.partnerId === null)
    return { kind: of.channel === 'impact' ? 'impact' : 'nobody', id: null, name: null };
  if (viewer.partnerId === of.partnerId) return { kind: 'you', id: of.partnerId, name: null };
  if (viewer.partnerId !== null) return { kind: 'another_partner', id: null, name: null };
  return { kind: 'partner', id: of.partnerId, name: records.partnerNames.get(of.partnerId) ?? null };
}
