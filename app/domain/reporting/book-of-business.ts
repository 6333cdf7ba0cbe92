import { type OfferTimes, offerState, type ProjectStage, stageOf } from '~/domain/agency/project-stage';
import { byKeys } from '~/kernel/order';
import { addDays, type Instant } from '~/kernel/time';
import type { ClientMonths } from './client-months';
import { type ClientSigns, ENDING_DAYS, type Risk, risksOf, STUCK_DAYS, WIN_BACK_DAYS } from './client-risk';

/** A customer of the book: credited to the agency, or come through one of its handoffs. */
export interface BookCustomer extends ClientSigns {
  id: string;
  /** the product's id */
  externalId: string;
  /** null for a free-mail domain */
  domain: string | null;
  /** credited for an agency's claim, which is what makes it a project's */
  byAgency: boolean;
  handoffId: string | null;
  paidAt: Instant | null;
  /** null: not credited to the agency, or by terms without months */
  months: ClientMonths | null;
  /** calls in the last 30 days, and in the 30 before */
  use: { recent: bigint; before: bigint };
}

/** A project with its offers. */
export interface BookProject {
  id: string;
  name: string;
  domain: string | null;
  internal: boolean;
  createdAt: Instant;
  handoffs: ReadonlyArray<OfferTimes & { id: string }>;
}

/** One client of an agency's book. */
export interface BookRow {
  /** the project's id, else the customer's */
  key: string;
  projectId: string | null;
  customerId: string | null;
  /** the product's id of that customer */
  externalId: string | null;
  name: string;
  domain: string | null;
  internal: boolean;
  /** the name of the project whose domain it shares: another sign-up of that client */
  besides: string | null;
  stage: ProjectStage;
  stageAt: Instant;
  months: ClientMonths | null;
  use: BookCustomer['use'] | null;
  risks: Risk[];
  /** its offer was sent then and is unanswered for seven days */
  stuckSince: Instant | null;
  /** the end of its months, when it is near */
  endingAt: Instant | null;
}

/** An agency's clients: its projects, then customers credited to it that have none (domain.md section 11). */
export function bookRows(
  projects: readonly BookProject[],
  customers: readonly BookCustomer[],
  now: Instant,
): BookRow[] {
  const taken = new Map<string, BookProject>();
  const inOrder = [...projects].sort(
    byKeys(
      (project) => project.createdAt,
      (project) => project.id,
    ),
  );
  const own = new Map(inOrder.map((project) => [project.id, customerOf(project, customers, taken)]));
  const besides = new Map(
    inOrder.toReversed().flatMap(({ domain, name }) => (domain ? [[domain, name]] : [])),
  );
  return [
    ...projects.map((project) => projectRow(project, own.get(project.id), now)),
    ...customers
      .filter((customer) => !taken.has(customer.id))
      .map((customer) => customerRow(customer, besides.get(customer.domain ?? '') ?? null, now)),
  ];
}

/** Who came through a project: by its accepted handoff, else the first of its domain whom the agency is credited with. */
function customerOf(
  project: BookProject,
  customers: readonly BookCustomer[],
  taken: Map<string, BookProject>,
): BookCustomer | undefined {
  const accepted = new Set(project.handoffs.filter((one) => one.acceptedAt !== null).map(({ id }) => id));
  const free = customers
    .filter((customer) => !taken.has(customer.id))
    .sort(
      byKeys(
        (customer) => customer.signedUpAt,
        (customer) => customer.id,
      ),
    );
  const found =
    free.find(({ handoffId }) => handoffId !== null && accepted.has(handoffId)) ??
    free.find(({ byAgency, domain }) => byAgency && domain !== null && domain === project.domain);
  if (found) taken.set(found.id, project);
  return found;
}

function projectRow(project: BookProject, customer: BookCustomer | undefined, now: Instant): BookRow {
  const { id, name, domain, internal, handoffs } = project;
  const handoff =
    handoffs.find((one) => one.acceptedAt !== null) ??
    [...handoffs].sort(byKeys((one) => one.sentAt)).at(-1) ??
    null;
  const stage = stageOf({ handoff, customer: customer ?? null, now });
  const waits = handoff !== null && stage === 'sent' && offerState(handoff, now) === 'open';
  return {
    key: id,
    projectId: id,
    name,
    domain,
    internal,
    besides: null,
    stage,
    stageAt: stageInstant(stage, project, handoff, customer),
    stuckSince: waits && now >= addDays(handoff.sentAt, STUCK_DAYS) ? handoff.sentAt : null,
    ...signsOf(customer, now),
    ...(internal ? { months: null, endingAt: null } : {}),
  };
}

function customerRow(customer: BookCustomer, besides: string | null, now: Instant): BookRow {
  const stage = stageOf({ handoff: null, customer, now });
  return {
    key: customer.id,
    projectId: null,
    name: customer.externalId,
    domain: customer.domain,
    internal: false,
    besides,
    stage,
    stageAt: customer.paidAt ?? customer.signedUpAt,
    stuckSince: null,
    ...signsOf(customer, now),
  };
}

function signsOf(customer: BookCustomer | undefined, now: Instant) {
  if (!customer)
    return { customerId: null, externalId: null, months: null, use: null, risks: [], endingAt: null };
  const { id, externalId, months, use } = customer;
  return {
    customerId: id,
    externalId,
    months,
    use,
    risks: risksOf(customer, now),
    endingAt: nearEnd(customer, now),
  };
}

/** Not of one that is gone: nothing ends for it. */
function nearEnd({ months, goneAt }: BookCustomer, now: Instant): Instant | null {
  const until = months?.until ?? null;
  if (until === null || goneAt !== null || until <= now) return null;
  return now >= addDays(until, -ENDING_DAYS[0]) ? until : null;
}

function stageInstant(
  stage: ProjectStage,
  project: BookProject,
  handoff: OfferTimes | null,
  customer: BookCustomer | undefined,
): Instant {
  const at = {
    draft: project.createdAt,
    sent: handoff?.sentAt,
    accepted: handoff?.acceptedAt,
    live: customer?.signedUpAt,
    paying: customer?.paidAt,
  }[stage];
  return at ?? project.createdAt;
}

/** How grave what a client needs is: the smaller, the sooner; null = it needs nothing now. */
export function urgencyOf(row: BookRow, now: Instant): number | null {
  const risks = row.risks.filter((risk) => risk.kind !== 'gone' || now < addDays(risk.since, WIN_BACK_DAYS));
  const order = ['disputed', 'past_due', 'gone', 'subscription_ended', 'silent', 'never_used'] as const;
  const worst = Math.min(...risks.map(({ kind }) => order.indexOf(kind)));
  if (Number.isFinite(worst)) return worst;
  if (row.stuckSince !== null) return order.length;
  return row.endingAt === null ? null : order.length + 1;
}
