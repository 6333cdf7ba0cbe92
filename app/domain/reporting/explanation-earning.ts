import { clip } from '~/domain/commission/cap';
import { type Claim, inCapOrder } from '~/domain/commission/claim';
import { monthlyValueOf, monthsOf, slicesOf } from '~/domain/commission/slices';
import type { FlatReward, Reward, Terms } from '~/domain/program/terms';
import type { CustomerFacts, PaymentFact } from '~/domain/qualification/facts';
import { qualifiedAt } from '~/domain/qualification/milestones';
import { type Money, sum } from '~/kernel/money';
import { type Instant, utcDay } from '~/kernel/time';
import type {
  ActivatedStep,
  ArithmeticLine,
  ArithmeticStep,
  CapStep,
  Explained,
  FirstPaymentStep,
  PaymentStep,
  QualificationStep,
  Records,
  RuleStep,
  Subject,
} from './explanation';
import { releaseWords, rewardWords } from './reward-words';

/** How far a customer had come by an instant, that instant included: what the conditions of rewards look at. */
export function progressAt(facts: CustomerFacts, at: Instant) {
  const usages = facts.usages.filter((usage) => usage.at <= at);
  const members = facts.members
    .filter((fact) => fact.at <= at)
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  return {
    apiCalls: Number(sum(usages.map((usage) => usage.apiCalls))),
    activeDays: new Set(usages.map((usage) => utcDay(usage.at))).size,
    members: members.at(-1)?.members ?? 0,
  };
}

/** When the customer was activated, and by which of the two thresholds (domain.md section 4). */
export function activatedStep({ customer, evaluation }: Subject): ActivatedStep | null {
  const at = evaluation.milestones?.activatedAt ?? null;
  const activation = customer?.referral?.terms?.activation;
  if (!customer || at === null || !activation) return null;
  const { apiCalls, activeDays } = progressAt(customer.facts, at);
  return {
    step: 'activated',
    at,
    by: BigInt(apiCalls) >= activation.apiCalls ? 'api_calls' : 'active_days',
    apiCalls,
    activeDays,
    apiCallsNeeded: Number(activation.apiCalls),
    activeDaysNeeded: activation.activeDays,
  };
}

/** The conditions of a flat reward with the actual figures of that instant. */
export function qualificationStep(facts: CustomerFacts, reward: FlatReward, claim: Claim): QualificationStep {
  const metAt = qualifiedAt(facts, reward) ?? claim.accruedAt;
  const { activeDays, members } = progressAt(facts, metAt);
  const { activeDaysAtLeast, membersAbove } = reward;
  return {
    step: 'qualification',
    at: claim.accruedAt,
    metAt,
    ...{ activeDays, activeDaysAtLeast, members, membersAbove },
  };
}

/** A flat reward is pending from the first payment on. */
export function firstPaymentStep(subject: Subject, records: Records): FirstPaymentStep {
  const at = subject.evaluation.milestones?.paidAt ?? null;
  const first = subject.payments.find((payment) => payment.at === at && payment.amount > 0n);
  return {
    step: 'first_payment',
    at,
    paymentId: first?.id ?? null,
    amount: first ? { amount: first.amount, currency: currencyOf(first, records, subject) } : null,
  };
}

function currencyOf(payment: PaymentFact, records: Records, { currency }: Subject): string {
  return records.payments.get(payment.id)?.currency ?? currency;
}

/** The payment and the month of it that a share is of (domain.md section 6, "Monthly slices"). */
export function paymentStep(
  payment: PaymentFact,
  index: number,
  { subject, records }: { subject: Subject; records: Records },
): PaymentStep | null {
  const { basis } = payment;
  const slice = slicesOf(payment, basis ?? 0n)[index];
  if (basis === null || !slice) return null;
  const money = (amount: bigint): Money => ({ amount, currency: subject.currency });
  const months = monthsOf(payment);
  const recorded = records.payments.get(payment.id);
  return {
    step: 'payment',
    at: payment.at,
    paymentId: payment.id,
    amount: { amount: payment.amount, currency: currencyOf(payment, records, subject) },
    basis: money(basis),
    rate: recorded?.rate ?? null,
    months,
    monthlyValue: money(monthlyValueOf(basis, months)),
    periodFrom: payment.period?.start ?? null,
    periodTo: payment.period?.end ?? null,
    slice: index + 1,
    sliceBasis: money(slice.basis),
    sliceFrom: slice.startsAt,
    dueAt: slice.dueAt,
    month: slice.month,
    residue: Number(basis % BigInt(months)),
    paymentIntentId: recorded?.paymentIntentId ?? null,
    chargeId: recorded?.chargeId ?? null,
  };
}

/** The terms and the reward a claim was made under. @throws for terms that are not there: they are never deleted */
export function ruleOf(claim: Claim, all: readonly Terms[]): { terms: Terms; reward: Reward } {
  const terms = all.find(({ key, version }) => key === claim.termsKey && version === claim.termsVersion);
  const reward = terms?.rewards.find(({ key }) => key === claim.rewardKey);
  if (!terms || !reward)
    throw new Error(`No reward ${claim.rewardKey} in ${claim.termsKey} ${claim.termsVersion}`);
  return { terms, reward };
}

/** Which rule in which version, since when it holds, and what it says. */
export function ruleStep(claim: Claim, chosenAt: Instant, subject: Subject): RuleStep {
  const { terms, reward } = ruleOf(claim, subject.context.terms);
  const words = rewardWords(reward, terms, subject.currency);
  return {
    step: 'rule',
    at: terms.effectiveAt,
    terms: terms.key,
    termsName: terms.name,
    version: terms.version,
    chosenAt,
    reward: reward.key,
    rewardName: reward.name,
    ...words,
    release: releaseWords(terms),
    ownRate: reward.kind === 'share' && claim.rateBps !== reward.rateBps,
  };
}

/** From what was paid to what is the partner's, line by line; rounded once, half up (domain.md, units). */
export function arithmeticStep(
  { claim, amount, reversed }: { claim: Claim; amount: bigint; reversed: bigint },
  payment: PaymentStep | null,
  currency: string,
): ArithmeticStep {
  const line = (kind: ArithmeticLine['kind'], of: bigint, factor: number | null = null): ArithmeticLine => ({
    kind,
    factor,
    amount: { amount: of, currency },
  });
  const lines: ArithmeticLine[] = [];
  let rounding = 0;
  if (payment && claim.basis !== null && claim.rateBps !== null) {
    lines.push(line('payment', payment.basis.amount));
    if (payment.months > 1) lines.push(line('months', claim.basis, payment.months));
    lines.push(line('rate', claim.uncapped, Number(claim.rateBps)));
    rounding = Number(claim.uncapped * 10_000n - claim.basis * claim.rateBps);
  } else lines.push(line('flat', claim.uncapped));
  if (amount !== claim.uncapped) lines.push(line('cap', amount - claim.uncapped));
  if (reversed !== 0n) lines.push(line('reversed', -reversed));
  lines.push(line('total', amount - reversed));
  return { step: 'arithmetic', lines, rounding };
}

/** What the cap left, and who had used it before (domain.md section 6). */
export function capStep({ claim, pool }: Explained, key: string, currency: string): CapStep | null {
  const own = pool.find((member) => member.key === key);
  if (!own) return null;
  const money = (amount: bigint): Money => ({ amount, currency });
  const amounts = clip(pool);
  const before = pool.filter((member) => inCapOrder(member, own) < 0).sort(inCapOrder);
  const used = before.map((member) => ({ member, amount: amounts.get(member.key) ?? 0n }));
  const usedBefore = sum(used.map(({ amount }) => amount));
  return {
    step: 'cap',
    cap: money(own.cap),
    per: claim.capPerPartnerMonth === null ? 'customer' : 'partner_and_month',
    month: claim.capPerPartnerMonth === null ? null : claim.month,
    usedBefore: money(usedBefore),
    usedBy: used
      .filter(({ amount }) => amount > 0n)
      .map(({ member, amount }) => ({
        commissionId: member.commissionId,
        paymentId: member.paymentId,
        slice: member.slice + 1,
        amount: money(amount),
      })),
    room: money(own.cap > usedBefore ? own.cap - usedBefore : 0n),
    uncapped: money(claim.uncapped),
    amount: money(amounts.get(key) ?? claim.uncapped),
  };
}
