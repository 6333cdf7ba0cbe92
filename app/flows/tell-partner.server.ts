import { ownerAddresses } from '~/domain/partner/members.server';
import { type BankResult, loadPayoutPartner } from '~/domain/partner/payout-account.server';
import { bankRefusalWords } from '~/domain/partner/requirement-words';
import { loadProgram } from '~/domain/program/program.server';
import { env } from '~/platform/env.server';
import { queueMail } from '~/platform/mail.server';
import type { Tx } from '~/platform/transaction.server';

/** To the partner's address and its owners' own: who took over one of them must not be the only one to hear (reliability.md section 4). */
async function tell(
  tx: Tx,
  partnerId: string,
  message: { subject: string; paragraphs: string[] },
): Promise<void> {
  const partner = await loadPayoutPartner(tx, partnerId);
  if (!partner) return;
  const owners = await ownerAddresses(tx, partnerId);
  const { name } = await loadProgram(tx);
  const text = [...message.paragraphs, `Your payouts: ${env.origin}/payouts`].join('\n\n');
  for (const to of new Set([partner.email, ...owners])) {
    await queueMail(tx, { to, subject: `${message.subject} (${name} partner program)`, text });
  }
}

/** Where the partner's money goes was changed. */
export function tellDestinationChanged(tx: Tx, partnerId: string): Promise<void> {
  return tell(tx, partnerId, {
    subject: 'Where your payouts go has changed',
    paragraphs: [
      'The account your payouts go to was changed. For 24 hours no payout can be requested.',
      'Was it not you? Change your password at once and write to the program, before the next payout leaves.',
    ],
  });
}

/** Stripe says that the partner's account is not connected any more. */
export function tellDisconnected(tx: Tx, partnerId: string): Promise<void> {
  return tell(tx, partnerId, {
    subject: 'Your payout account was disconnected',
    paragraphs: [
      'Your account at Stripe is not connected to the program any more, so it cannot receive payouts.',
      'What you earned stays yours. Connect an account again to be paid.',
    ],
  });
}

/** The partner's bank did not take what Stripe sent. */
export function tellBankRefused(
  tx: Tx,
  partnerId: string,
  { failureCode, failureMessage }: Pick<BankResult, 'failureCode' | 'failureMessage'>,
): Promise<void> {
  return tell(tx, partnerId, {
    subject: 'Your bank refused a payout',
    paragraphs: [
      `Stripe could not pay your money out to your bank. ${bankRefusalWords(failureCode, failureMessage)}`,
      'The money is in your account at Stripe. Correct the bank account there, and Stripe sends it again.',
    ],
  });
}
