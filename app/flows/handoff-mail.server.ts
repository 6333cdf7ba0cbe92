import { loadProgram } from '~/domain/program/program.server';
import { formatDay } from '~/kernel/time-words';
import { env } from '~/platform/env.server';
import { queueMail } from '~/platform/mail.server';
import type { Tx } from '~/platform/transaction.server';
import { addressesOf } from './notice-mail.server';

interface Letter {
  subject: string;
  paragraphs: string[];
}

/** To an agency's address and its managers and owners. */
export async function mailAgency(tx: Tx, partnerId: string, letter: Letter): Promise<void> {
  const addresses = await addressesOf(tx, [partnerId]);
  for (const to of addresses.get(partnerId) ?? []) await mail(tx, to, letter);
}

/** To the contact of a client. */
export async function mailClient(tx: Tx, to: string, letter: Letter): Promise<void> {
  await mail(tx, to, letter);
}

async function mail(tx: Tx, to: string, { subject, paragraphs }: Letter): Promise<void> {
  const { name } = await loadProgram(tx);
  await queueMail(tx, { to, subject: `${subject} (${name})`, text: paragraphs.join('\n\n') });
}

export interface Offer {
  agencyName: string;
  program: string;
  contactName: string;
  expiresAt: number;
  token: string;
}

/** The address of a handoff's page. */
export const handoffUrl = (token: string) => `${env.origin}/handoff/${token}`;

/** The offer, with the only copy of its link. */
export function offerLetter({ agencyName, program, contactName, expiresAt, token }: Offer): Letter {
  return {
    subject: `${agencyName} prepared ${program} for you`,
    paragraphs: [
      `Hello ${contactName},`,
      `${agencyName} has set up ${program} for you and hands it over. Here you see what you take over, what ${agencyName} earns by it and may still do, and can accept or decline:`,
      handoffUrl(token),
      `The link is for you alone and good until ${formatDay(expiresAt)}. An earlier one no longer works. Nothing happens before you accept.`,
      'If you do not know what this is about, decline or ignore it.',
    ],
  };
}
