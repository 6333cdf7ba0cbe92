import { claimKey } from '~/domain/commission/claim';
import { lifeOf } from '~/domain/commission/life';
import type { Explained, Explanation, Seen, Step } from './explanation';
import { attributionSteps } from './explanation-attribution';
import {
  activatedStep,
  arithmeticStep,
  capStep,
  firstPaymentStep,
  paymentStep,
  qualificationStep,
  ruleOf,
  ruleStep,
} from './explanation-earning';
import {
  freezeSteps,
  holdStep,
  payoutSteps,
  releaseStep,
  reversalStepsOf,
  sustainedStep,
} from './explanation-life';

/**
 * The whole path of one commission with its actual figures, recomputed from the facts by the rules that the books follow
 * (domain.md sections 3 to 9, ADR-0073).
 * @param explained.pool in which `claim` stands under its claim key
 */
export function explainCommission(seen: Seen, explained: Explained): Explanation {
  const { subject, records } = seen;
  const { claim, payouts } = explained;
  const { currency, asOf, customer } = subject;
  const { terms, reward } = ruleOf(claim, subject.context.terms);
  const { cause } = claim;
  const payment =
    cause.type === 'payment' ? (subject.payments.find(({ id }) => id === cause.id) ?? null) : null;
  const paid =
    payment && cause.type === 'payment' ? paymentStep(payment, cause.slice, { subject, records }) : null;
  const cap = capStep(explained, claimKey(claim), currency);
  const state = lifeOf(claim, cap?.amount.amount ?? claim.uncapped, asOf);
  const freezes = freezeSteps(claim, payment, subject);
  const byReferral = terms.scope === 'customer' && customer !== null;
  const asks = byReferral && terms.needsSustained;
  const chosenAt = byReferral ? customer.signUp.at : (payment?.at ?? claim.dueAt);
  const steps: Array<Step | null> = [
    ...attributionSteps(seen, byReferral ? null : payment),
    customer && { step: 'sign_up', at: customer.signUp.at, customerId: customer.signUp.customerId },
    byReferral ? activatedStep(subject) : null,
    customer && reward.kind === 'flat' ? qualificationStep(customer.facts, reward, claim) : null,
    paid ?? (reward.kind === 'flat' ? firstPaymentStep(subject, records) : null),
    ruleStep(claim, chosenAt, subject),
    arithmeticStep({ claim, amount: state.amount, reversed: state.reversed }, paid, currency),
    cap,
    holdStep(claim, terms),
    asks ? sustainedStep(subject) : null,
    ...freezes,
    releaseStep({ claim, state, asks }, freezes, asOf),
    ...reversalStepsOf({ claim, state }, payment, subject),
    ...payoutSteps(payouts, currency),
  ];
  return {
    asOf,
    status: explained.paid && state.status === 'released' ? 'paid' : state.status,
    amount: { amount: state.amount, currency },
    reversed: { amount: state.reversed, currency },
    steps: steps.filter((step): step is Step => step !== null),
  };
}
