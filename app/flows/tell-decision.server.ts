import { maskEmail } from '~/domain/qualification/mask-email';
import type { Instant } from '~/kernel/time';
import { formatDay } from '~/kernel/time-words';
import type { Tx } from '~/platform/transaction.server';
import { type Notice, tellOnce } from './notice-mail.server';

/** A dispute as it was decided. */
export interface DecidedDispute {
  id: string;
  customerId: string;
  /** who disputed */
  partnerId: string;
  openedAt: Date;
  outcome: 'upheld' | 'rejected';
  reason: string;
}

/** Tells who disputed and who was credited until then, each once, without the other's name (domain.md section 11). */
export async function tellDecision(tx: Tx, dispute: DecidedDispute, at: Instant): Promise<void> {
  const { id: subject, customerId, partnerId, outcome, reason } = dispute;
  const why = `The reason given: ${reason}`;
  const asked: Notice = {
    ...{ partnerId, kind: 'dispute_decided', subject, at },
    mail: {
      title:
        outcome === 'upheld'
          ? 'Your claim to a customer was upheld'
          : 'Your claim to a customer was rejected',
      paragraphs: [
        outcome === 'upheld'
          ? `You said on ${formatDay(dispute.openedAt.getTime())} that a customer is yours. An admin agrees: it is credited to you from its sign-up on, for good.`
          : `You said on ${formatDay(dispute.openedAt.getTime())} that a customer is yours. An admin looked at the evidence and left it as it is.`,
        why,
      ],
      path: '/disputes',
    },
  };
  const referral = await tx.referral.findUnique({
    where: { customerId },
    select: { partnerId: true, customer: { select: { email: true } } },
  });
  const credited = referral?.partnerId;
  if (!referral || !credited || credited === partnerId) {
    await tellOnce(tx, [asked]);
    return;
  }
  const who = maskEmail(referral.customer.email);
  const other: Notice = {
    ...{ partnerId: credited, kind: 'dispute_decided', subject, at },
    mail: {
      title:
        outcome === 'upheld'
          ? 'A customer of yours is credited to another partner'
          : 'A customer stays yours',
      paragraphs: [
        outcome === 'upheld'
          ? `Another partner disputed the customer ${who}, and an admin upheld its claim with the evidence: it is credited to that partner from the sign-up on. What you earned by this customer is taken back; what was paid out already is set off against what you earn next.`
          : `Another partner disputed the customer ${who}. An admin looked at the evidence: it stays credited to you, and nothing changes.`,
        why,
      ],
      path: '/disputes',
    },
  };
  await tellOnce(tx, [asked, other]);
}
