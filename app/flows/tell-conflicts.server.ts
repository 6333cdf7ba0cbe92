import { maskEmail } from '~/domain/qualification/mask-email';
import { claimedCustomerWords, conflictReasonWords } from '~/domain/reporting/client-conflict-words';
import { formatDay } from '~/kernel/time-words';
import { now } from '~/platform/clock.server';
import type { Tx } from '~/platform/transaction.server';
import { type Notice, tellOnce } from './notice-mail.server';

/** A row of AttributionConflict that was inserted. */
export interface Conflict {
  customerId: string;
  /** credited; null: nobody, or Impact */
  winnerId: string | null;
  loserId: string;
  reason: string;
}

interface CustomerOfConflict {
  id: string;
  email: string;
  emailDomain: string;
  signedUpAt: Date;
}

/**
 * Tells both partners of a conflict about a customer, each once, with the reason and without the other's name (domain.md section 11). Who lost
 * learns of the customer only what it named itself.
 * @param rows all of a settled batch; ones told before are left out
 */
export async function tellConflicts(tx: Tx, rows: readonly Conflict[]): Promise<void> {
  if (rows.length === 0) return;
  const found = await tx.customer.findMany({
    where: { id: { in: [...new Set(rows.map((row) => row.customerId))] } },
    select: { id: true, email: true, emailDomain: true, signedUpAt: true },
  });
  const customers = new Map(found.map((customer) => [customer.id, customer]));
  const named = await domainsNamedBy(
    tx,
    [...new Set(rows.map((row) => row.loserId))],
    [...new Set(found.map((customer) => customer.emailDomain))],
  );
  const at = now();
  const notices = rows.flatMap((row): Notice[] => {
    const customer = customers.get(row.customerId);
    if (!customer) return [];
    const lost = lostNotice(row, customer, named.has(claimKey(row.loserId, customer.emailDomain)));
    const told = row.winnerId === null ? [lost] : [lost, wonNotice(row, row.winnerId, customer)];
    return told.map((notice) => ({ ...notice, at }));
  });
  await tellOnce(tx, notices);
}

const claimKey = (partnerId: string, domain: string) => `${partnerId} ${domain}`;
const subjectOf = (row: Conflict) => `${row.customerId}:${row.loserId}`;

/** Which partner invited which of the domains, or offered a handoff to it: it knows that domain already. */
async function domainsNamedBy(tx: Tx, partnerIds: string[], domains: string[]): Promise<Set<string>> {
  const where = { partnerId: { in: partnerIds }, domain: { in: domains } };
  const select = { partnerId: true, domain: true };
  const invitations = await tx.invitation.findMany({ where, select });
  const handoffs = await tx.handoff.findMany({ where, select });
  return new Set([...invitations, ...handoffs].map((one) => claimKey(one.partnerId, one.domain)));
}

function lostNotice(row: Conflict, customer: CustomerOfConflict, knowsDomain: boolean): Omit<Notice, 'at'> {
  const who = claimedCustomerWords(knowsDomain ? customer.emailDomain : null, customer.signedUpAt.getTime());
  return {
    partnerId: row.loserId,
    kind: 'conflict_lost',
    subject: subjectOf(row),
    mail: {
      title: 'A customer you had a claim to is credited elsewhere',
      paragraphs: [
        `You had a claim to ${who}. By the program’s rules the customer is not credited to you: ${conflictReasonWords(row.reason)}.`,
        'You need to do nothing. If you think that this customer is yours, say why on the page below: an admin decides it with the evidence.',
      ],
      path: '/disputes',
    },
  };
}

function wonNotice(row: Conflict, winnerId: string, customer: CustomerOfConflict): Omit<Notice, 'at'> {
  return {
    partnerId: winnerId,
    kind: 'conflict_won',
    subject: subjectOf(row),
    mail: {
      title: 'Another partner had a claim to a customer of yours',
      paragraphs: [
        `The customer ${maskEmail(customer.email)}, who signed up on ${formatDay(customer.signedUpAt.getTime())}, is credited to you. Another partner had a claim that lost: ${conflictReasonWords(row.reason)}.`,
        'Nothing changes for you. If the other partner disputes it, an admin decides with the evidence, and you are told.',
      ],
      path: '/disputes',
    },
  };
}
