import type { PartnerScope } from '~/domain/identity/scope';
import { addDays, addMonths, type Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { type BuiltPartner, writePartner } from './links';
import { happen } from './referred';

const MINUTE_MS = 60_000;

/** An agency on the agency's terms, and the scope of one who reads it. */
export async function writeAgency(handle: string): Promise<BuiltPartner & { scope: PartnerScope }> {
  const partner = await writePartner(handle, { termsKey: 'agency' });
  await db.partner.update({ where: { id: partner.id }, data: { kind: 'agency' } });
  const scope: PartnerScope = {
    kind: 'partner',
    partnerId: partner.id,
    userId: null,
    keyId: null,
    role: 'owner',
  };
  return { ...partner, scope };
}

export interface BuiltClients {
  /** the product's ids are `<name>-0` and so on, the domains `<name>-0.dev` */
  name: string;
  count: number;
  /** when the first is invited; each of the others an hour later */
  from: Instant;
  /** how many months each pays for; the first payment an hour after the sign-up */
  months?: number;
  /** minor units of USD a month */
  amount?: number;
  /** days after the sign-up on which it is used, ten calls each */
  usedOn?: readonly number[];
}

/** Clients that an agency invited, each of whom signed up, used the product and paid. */
export async function writeClients(
  agency: BuiltPartner,
  { name, count, from, months = 1, amount = 20_000, usedOn = [1] }: BuiltClients,
): Promise<void> {
  const each = Array.from({ length: count }, (_, n) => ({
    id: `${name}-${n}`,
    at: from + n * 60 * MINUTE_MS,
  }));
  await happen(
    ...each.flatMap(({ id, at }) => {
      const signedUpAt = at + MINUTE_MS;
      const paidAt = signedUpAt + 60 * MINUTE_MS;
      return [
        { type: 'client.invited', at, data: { partnerHandle: agency.handle, domain: `${id}.dev` } },
        { type: 'customer.signed_up', at: signedUpAt, data: { customer: { id, email: `it@${id}.dev` } } },
        ...usedOn.map((day) => ({
          type: 'customer.usage_recorded',
          at: addDays(signedUpAt, day),
          data: { customerId: id, apiCalls: 10 },
        })),
        ...Array.from({ length: months }, (_, month) => ({
          type: 'payment.succeeded',
          at: addMonths(paidAt, month),
          data: {
            ...{ customerId: id, paymentId: `pay-${id}-${month}`, amount: String(amount), currency: 'USD' },
            period: {
              start: new Date(addMonths(paidAt, month)).toISOString(),
              end: new Date(addMonths(paidAt, month + 1)).toISOString(),
            },
          },
        })),
      ];
    }),
  );
}

/** A project of an agency, with an offer when `sentAt` says when. */
export async function writeProject(
  agency: BuiltPartner,
  project: { name: string; domain?: string; createdAt: Instant; sentAt?: Instant; internal?: boolean },
): Promise<{ id: string; handoffId: string }> {
  const { name, domain, createdAt, sentAt, internal = false } = project;
  const id = `prj_${agency.handle}_${name}`;
  const handoffId = `hnd_${agency.handle}_${name}`;
  const partnerId = agency.id;
  const own = { id, partnerId, name, domain: domain ?? null, internal, createdAt: new Date(createdAt) };
  await db.clientProject.create({ data: own });
  if (sentAt === undefined || domain === undefined) return { id, handoffId };
  await db.$executeRaw`
    insert into handoff (id, project_id, partner_id, domain, contact_name, contact_email, manifest, manifest_hash, sent_at, expires_at)
    values (${handoffId}, ${id}, ${partnerId}, ${domain}, 'Ann', ${`ann@${domain}`}, '{}', encode(sha256('{}'), 'hex'),
      ${new Date(sentAt)}, ${new Date(addDays(sentAt, 14))})`;
  return { id, handoffId };
}
