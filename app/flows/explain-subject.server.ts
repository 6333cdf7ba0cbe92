import { loadSelfReferralDecisions } from '~/domain/attribution/attribution.server';
import { selfReferralOf } from '~/domain/commission/replay';
import { type Scope, visiblePartnerId } from '~/domain/identity/scope';
import { programCurrency } from '~/domain/program/program.server';
import type { Seen, Subject } from '~/domain/reporting/explanation';
import { loadRecords } from '~/domain/reporting/explanation.server';
import { now } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { judgeCustomers, judgePurchases, loadSubjects, type Subjects } from './judge-subjects.server';

/** Whose facts: a customer's or a purchase's without one, by our id. */
export type SubjectId = { customerId: string } | { paymentId: string };

/**
 * A customer or purchase with everything the rules say of it as of now, by the functions that settling calls (ADR-0073), and what is
 * recorded besides.
 * @returns undefined when there is no such row
 */
export async function loadSeen(scope: Scope, of: SubjectId): Promise<Seen | undefined> {
  const found =
    'customerId' in of ? await customerSubject(of.customerId) : await purchaseSubject(of.paymentId);
  if (!found) return undefined;
  const { subject, partnerIds } = found;
  const clickIds = [
    ...(subject.customer?.credits ?? []).flatMap((credit) => credit.click?.id ?? []),
    ...subject.payments.flatMap(({ clickId, visitorId }) => [
      ...(clickId === null ? [] : [clickId]),
      ...(visitorId === null ? [] : subject.context.clicksOfVisitor(visitorId).map(({ id }) => id)),
    ]),
  ];
  const paymentIds = subject.payments.map(({ id }) => id);
  return {
    subject,
    viewer: { partnerId: visiblePartnerId(scope) ?? null },
    records: await loadRecords(scope, { clickIds, paymentIds, partnerIds }),
  };
}

interface Found {
  subject: Subject;
  partnerIds: string[];
}

async function customerSubject(id: string): Promise<Found | undefined> {
  const row = await db.customer.findUnique({ where: { id } });
  if (!row) return undefined;
  const { matchDomain } = row;
  const group = matchDomain === null ? [row] : await db.customer.findMany({ where: { matchDomain } });
  const subjects = await loadSubjects(db, now(), { group, purchaseIds: [] });
  const [settled] = await judgeCustomers(db, [row], subjects);
  const signUp = subjects.signUps.get(id);
  if (!settled || !signUp) return undefined;
  const { facts, credits, referral, evaluation, asOf } = settled;
  const known = { ...subjects.work, decisions: await loadSelfReferralDecisions(db, [row]) };
  return {
    subject: {
      customer: { signUp, facts, credits, referral },
      payments: facts.payments,
      evaluation,
      context: contextOf(subjects, (_customerId, partnerId) => selfReferralOf(signUp, partnerId, known)),
      asOf,
      currency: await programCurrency(db),
    },
    partnerIds: [...subjects.work.partners.keys()],
  };
}

async function purchaseSubject(id: string): Promise<Found | undefined> {
  const subjects = await loadSubjects(db, now(), { group: [], purchaseIds: [id] });
  const [settled] = judgePurchases(subjects);
  if (!settled) return undefined;
  const { claims, skips } = settled.evaluation;
  return {
    subject: {
      customer: null,
      payments: [settled.payment],
      evaluation: { claims, skips, milestones: null },
      context: contextOf(subjects, () => null),
      asOf: settled.asOf,
      currency: await programCurrency(db),
    },
    partnerIds: [...subjects.work.partners.keys()],
  };
}

function contextOf({ work }: Subjects, selfReferral: Subject['context']['selfReferral']): Subject['context'] {
  return { ...work.context, terms: work.terms, selfReferral };
}
