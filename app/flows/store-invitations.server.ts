import { INVITATION_DAYS } from '~/domain/agency/invitation';
import { isFreeMailDomain } from '~/domain/identity/mail-domain';
import { loadProgram } from '~/domain/program/program.server';
import { newId } from '~/kernel/ids';
import { addDays } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';
import type { Arrived, Outcome } from './arrived-events.server';

type RefusalReason =
  | 'free_mail_domain'
  | 'domain_has_customers'
  | 'too_many_open_invitations'
  | 'not_an_agency';

/**
 * Invitations the product reports. They pass the same checks as those made on the page; refused ones are stored with the reason
 * (domain.md section 11). An unknown partner's are kept in the inbox.
 */
export async function storeInvitations(
  tx: Tx,
  arrived: ReadonlyArray<Arrived<'client.invited'>>,
  outcome: Outcome,
): Promise<void> {
  for (const { inboundId, event } of arrived) {
    const domain = event.data.domain.toLowerCase();
    const partner = await tx.partner.findUnique({ where: { handle: event.data.partnerHandle } });
    if (!partner) {
      outcome.verdicts.push({ inboundId, status: 'ignored', reason: 'unknown_partner' });
      continue;
    }
    const refusal = await refuse(tx, { partnerId: partner.id, kind: partner.kind, domain, at: event.at });
    await tx.invitation.createMany({
      data: [
        {
          id: newId('inv'),
          partnerId: partner.id,
          domain,
          status: refusal === null ? 'open' : 'refused',
          reason: refusal,
          at: new Date(event.at),
          expiresAt: new Date(addDays(event.at, INVITATION_DAYS)),
          eventId: inboundId,
        },
      ],
      skipDuplicates: true,
    });
    outcome.verdicts.push({ inboundId, status: 'applied', ...(refusal === null ? {} : { reason: refusal }) });
    const concerned = await tx.customer.findMany({ where: { emailDomain: domain }, select: { id: true } });
    for (const { id } of concerned) outcome.customerIds.add(id);
  }
}

async function refuse(
  tx: Tx,
  invitation: { partnerId: string; kind: string; domain: string; at: number },
): Promise<RefusalReason | null> {
  const at = new Date(invitation.at);
  if (invitation.kind !== 'agency') return 'not_an_agency';
  if (isFreeMailDomain(invitation.domain)) return 'free_mail_domain';
  const { partnerId, domain } = invitation;
  // counted to the invitation's own instant, so that a customer who signed up later does not refuse it
  if ((await tx.customer.count({ where: { emailDomain: domain, signedUpAt: { lt: at } } })) > 0)
    return 'domain_has_customers';
  const open = await tx.$queryRaw<Array<{ count: bigint }>>`
    select count(*) as count from invitation i
    where i.partner_id = ${partnerId} and i.status = 'open' and i.at <= ${at} and i.expires_at > ${at}
      and not exists (select 1 from customer c where c.email_domain = i.domain and c.signed_up_at > i.at and c.signed_up_at <= ${at})`;
  const { maxOpenInvitations } = await loadProgram(tx);
  return (open[0]?.count ?? 0n) >= BigInt(maxOpenInvitations) ? 'too_many_open_invitations' : null;
}
