import { derivedRefusals, INVITATION_DAYS, judgeInvitations, type Refusal } from '~/domain/agency/invitation';
import { agenciesInviting, invitationOf, saveRefusals } from '~/domain/agency/invitations.server';
import { isFreeMailDomain } from '~/domain/identity/mail-domain';
import { loadProgram } from '~/domain/program/program.server';
import type { Invitation } from '~/generated/prisma/client';
import { groupBy } from '~/kernel/group';
import { addDays } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';
import type { Arrived, Outcome } from './arrived-events.server';

/**
 * Invitations the product reports. They pass the same checks as those made on the page; refused ones are stored with the reason
 * (domain.md section 11). One of a partner nobody knows yet waits for it.
 */
export async function storeInvitations(
  tx: Tx,
  arrived: ReadonlyArray<Arrived<'client.invited'>>,
  outcome: Outcome,
): Promise<void> {
  if (arrived.length === 0) return;
  const partners = await tx.partner.findMany({
    where: { handle: { in: [...new Set(arrived.map(({ event }) => event.data.partnerHandle))] } },
    select: { id: true, handle: true, kind: true },
  });
  const byHandle = new Map(partners.map((partner) => [partner.handle, partner]));
  const rows = arrived.flatMap(({ inboundId, event: { at, data } }) => {
    const partner = byHandle.get(data.partnerHandle);
    if (!partner) {
      const waitingFor = `partner:${data.partnerHandle}`;
      outcome.verdicts.push({ inboundId, status: 'waiting', reason: 'unknown_partner', waitingFor });
      return [];
    }
    const domain = data.domain.toLowerCase();
    const refusal = refusalByItself(partner.kind, domain);
    outcome.verdicts.push({ inboundId, status: 'applied', ...(refusal === null ? {} : { reason: refusal }) });
    return [
      {
        id: `inv_${inboundId}`,
        partnerId: partner.id,
        domain,
        status: refusal === null ? ('open' as const) : ('refused' as const),
        reason: refusal,
        at: new Date(at),
        expiresAt: new Date(addDays(at, INVITATION_DAYS)),
        eventId: inboundId,
      },
    ];
  });
  await tx.invitation.createMany({ data: rows, skipDuplicates: true });
  const domains = rows.filter((row) => row.reason === null).map((row) => row.domain);
  await reconsiderInvitations(tx, domains, outcome);
  for (const id of await customersOf(tx, domains)) outcome.customerIds.add(id);
}

/** What an invitation is refused for whatever else is known: who makes it, and what it names (domain.md section 11). */
export function refusalByItself(kind: string, domain: string): Refusal | null {
  if (kind !== 'agency') return 'not_an_agency';
  return isFreeMailDomain(domain) ? 'free_mail_domain' : null;
}

/**
 * Judges the invitations of every agency that invited one of these domains again: a sign-up or an invitation that has just become known may
 * refuse others, or lift what refused them. Whoever belongs to a domain of which something changed is settled again.
 */
export async function reconsiderInvitations(
  tx: Tx,
  domains: readonly string[],
  outcome: Outcome,
): Promise<void> {
  const agencies = await agenciesInviting(tx, domains);
  if (agencies.length === 0) return;
  const rows = (await tx.invitation.findMany({ where: { partnerId: { in: agencies } } })).filter(
    isJudgedByOthers,
  );
  const signUps = await signUpsByDomain(tx, [...new Set(rows.map((row) => row.domain))]);
  const { maxOpenInvitations: maxOpen } = await loadProgram(tx);
  const known = { signUpsOf: (domain: string) => signUps.get(domain) ?? [], maxOpen };
  const changes = [...groupBy(rows, (row) => row.partnerId).values()].flatMap((own) => {
    const verdicts = judgeInvitations(own.map(invitationOf), known);
    return own.flatMap((row) => {
      const refusal = verdicts.get(row.id) ?? null;
      return refusal === refusalOf(row) ? [] : [{ row, refusal }];
    });
  });
  if (changes.length === 0) return;
  await saveRefusals(
    tx,
    changes.map(({ row, refusal }) => ({ id: row.id, refusal })),
  );
  await recordReasons(tx, changes, outcome);
  const concerned = changes.map(({ row }) => row.domain);
  for (const id of await customersOf(tx, concerned)) outcome.customerIds.add(id);
}

const refusalOf = (row: Invitation) => (row.status === 'refused' ? row.reason : null);

/** Not those that are refused for what they are. */
function isJudgedByOthers(row: Invitation): boolean {
  const refusal = refusalOf(row);
  return refusal === null || (derivedRefusals as readonly string[]).includes(refusal);
}

/** An invited domain is nobody's free mail, so that its customers are those who match it. */
async function customersOf(tx: Tx, domains: readonly string[]): Promise<string[]> {
  if (domains.length === 0) return [];
  const rows = await tx.customer.findMany({
    where: { matchDomain: { in: [...domains] } },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

async function signUpsByDomain(tx: Tx, domains: string[]): Promise<Map<string, number[]>> {
  const rows = await tx.customer.findMany({
    where: { matchDomain: { in: domains } },
    select: { matchDomain: true, signedUpAt: true },
  });
  const byDomain = groupBy(rows, (row) => row.matchDomain ?? '');
  return new Map([...byDomain].map(([domain, own]) => [domain, own.map((row) => row.signedUpAt.getTime())]));
}

/** The inbox says of each delivery what became of it, also when that changes later. */
async function recordReasons(
  tx: Tx,
  changes: ReadonlyArray<{ row: Invitation; refusal: Refusal | null }>,
  { verdicts }: Outcome,
): Promise<void> {
  for (const { row, refusal } of changes) {
    if (row.eventId === null) continue;
    const own = verdicts.find((verdict) => verdict.inboundId === row.eventId);
    if (own && refusal !== null) own.reason = refusal;
    else if (own) delete own.reason;
    else await tx.inboundEvent.updateMany({ where: { id: row.eventId }, data: { reason: refusal } });
  }
}
