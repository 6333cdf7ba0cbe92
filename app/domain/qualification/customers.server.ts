import type { LinkSource } from '~/domain/attribution/click';
import { type Scope, visiblePartnerId } from '~/domain/identity/scope';
import type { AttributionReason, Prisma } from '~/generated/prisma/client';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { afterCursor, type Listed, type Page, pageOf } from '~/platform/page';
import { maskEmail } from './mask-email';
import type { Milestones, Stage } from './milestones';

/** Who is credited with a customer, as it is shown; null = nobody (contract.md, `/customers`). */
export type ReferralView =
  | {
      channel: 'partner';
      partnerId: string;
      reason: AttributionReason;
      clickId: string | null;
      source: LinkSource | null;
      locked: boolean;
    }
  | { channel: 'impact'; reason: AttributionReason; clickId: string | null };

/** A customer as partners and admins see it; amounts in minor units of `currency`, the program's. */
export interface CustomerView {
  id: string;
  /** the product's own id */
  externalId: string;
  /** a partner sees "a…@acme.dev" */
  email: string;
  /** null for a partner: a name may be a person's */
  name: string | null;
  stage: Stage;
  milestones: Milestones;
  /** beside the stage (domain.md section 4) */
  trialing: boolean;
  referral: ReferralView | null;
  lifetimeValue: bigint;
  currency: string;
  flags: string[];
  activeDays: number;
  members: number;
  lastActiveAt: Instant | null;
  createdAt: Instant;
}

export interface CustomerFilter {
  externalId?: string;
  stage?: Stage;
  /** those credited to their own partner alone */
  selfReferral?: true;
  /** an admin's narrowing; ignored for a partner */
  partnerId?: string;
}

const newestFirst = [
  { createdAt: 'desc' },
  { id: 'desc' },
] satisfies Prisma.CustomerOrderByWithRelationInput[];

/** Customers, newest first; a partner sees those credited to it now. */
export async function listCustomers(
  scope: Scope,
  filter: CustomerFilter,
  page: Page,
): Promise<Listed<CustomerView>> {
  const { externalId, stage, selfReferral, partnerId } = filter;
  const rows = await db.customer.findMany({
    where: {
      AND: [
        visible(scope, partnerId),
        { ...(externalId === undefined ? {} : { externalId }), ...(stage ? { stage } : {}) },
        selfReferral ? { referral: { is: { selfReferral } } } : {},
        afterCursor(page, 'createdAt'),
      ],
    },
    include: { referral: true },
    orderBy: newestFirst,
    take: page.limit + 1,
  });
  const view = await viewer(scope);
  const { data, nextCursor } = pageOf(rows, page, (row) => ({ at: row.createdAt.getTime(), id: row.id }));
  return { data: data.map(view), nextCursor };
}

/** One customer by our id; undefined when there is none, or it is not the asker's. */
export async function getCustomer(scope: Scope, id: string): Promise<CustomerView | undefined> {
  const row = await db.customer.findFirst({
    where: { AND: [{ id }, visible(scope)] },
    include: { referral: true },
  });
  return row ? (await viewer(scope))(row) : undefined;
}

function visible(scope: Scope, narrowedTo?: string): Prisma.CustomerWhereInput {
  const partnerId = visiblePartnerId(scope, narrowedTo);
  return partnerId === undefined ? {} : { referral: { is: { partnerId } } };
}

type CustomerRow = Prisma.CustomerGetPayload<{ include: { referral: true } }>;

async function viewer(scope: Scope): Promise<(row: CustomerRow) => CustomerView> {
  const { currency } = await db.program.findUniqueOrThrow({ where: { id: 1 }, select: { currency: true } });
  const mayKnow = scope.kind === 'admin';
  return (row) => ({
    id: row.id,
    externalId: row.externalId,
    email: mayKnow ? row.email : maskEmail(row.email),
    name: mayKnow ? row.name : null,
    stage: row.stage,
    milestones: {
      linkedAt: row.linkedAt?.getTime() ?? null,
      signedUpAt: row.signedUpAt.getTime(),
      activatedAt: row.activatedAt?.getTime() ?? null,
      paidAt: row.paidAt?.getTime() ?? null,
      sustainedAt: row.sustainedAt?.getTime() ?? null,
      churnedAt: row.churnedAt?.getTime() ?? null,
    },
    trialing: row.trialing,
    referral: referralView(row.referral),
    lifetimeValue: row.lifetimeValue,
    currency,
    flags: row.flags,
    activeDays: row.activeDays,
    members: row.members,
    lastActiveAt: row.lastActiveAt?.getTime() ?? null,
    createdAt: row.createdAt.getTime(),
  });
}

function referralView(row: CustomerRow['referral']): ReferralView | null {
  if (!row) return null;
  const { reason, clickId, source, locked, partnerId } = row;
  if (row.channel === 'impact' || partnerId === null) return { channel: 'impact', reason, clickId };
  return { channel: 'partner', partnerId, reason, clickId, source, locked };
}
