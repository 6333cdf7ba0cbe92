import nodemailer from 'nodemailer';
import { newId } from '~/kernel/ids';
import { db } from './db.server';
import { env } from './env.server';
import { log } from './log.server';
import type { Tx } from './transaction.server';

export interface Message {
  to: string;
  subject: string;
  /** plain text; addresses in it become links at the sandbox's mailbox page */
  text: string;
}

const MOST_ATTEMPTS = 8;
const BATCH = 20;

// A name or subject that came from outside must not begin a header of its own
const oneLine = (text: string) => text.replace(/[\r\n]+/g, ' ').trim();

/** Queues a mail in the transaction of its cause. Without SMTP it stays in the sandbox's mailbox. */
export async function queueMail(tx: Tx, message: Message): Promise<void> {
  await tx.mail.create({
    data: {
      id: newId('mail'),
      to: oneLine(message.to),
      subject: oneLine(message.subject),
      text: message.text,
      dueAt: env.mail.smtpUrl ? new Date() : null,
    },
  });
}

/** The newest mails, for the mailbox page of the sandbox. */
export async function listMail(limit = 100) {
  return db.mail.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: limit });
}

/** One mail, for the same page; null when there is none. */
export async function findMail(id: string) {
  return /^\w{1,64}$/.test(id) ? db.mail.findUnique({ where: { id } }) : null;
}

/** Seconds before the next try: doubling from half a minute, with jitter. */
function backoffSeconds(attempts: number): number {
  return 30 * 2 ** attempts * (0.75 + Math.random() / 2);
}

/**
 * Sends what is due, each mail by itself; one that fails is tried again later, and given up with its error kept.
 * @returns how many were tried
 */
export async function sendDueMail(): Promise<number> {
  if (!env.mail.smtpUrl) return 0;
  const due = await db.mail.findMany({
    where: { dueAt: { lte: new Date() } },
    orderBy: { dueAt: 'asc' },
    take: BATCH,
  });
  if (due.length === 0) return 0;
  const transport = nodemailer.createTransport(env.mail.smtpUrl);
  for (const mail of due) {
    // claimed by moving its time: another worker does not find it meanwhile
    const next = new Date(Date.now() + backoffSeconds(mail.attempts) * 1000);
    const claimed = await db.mail.updateMany({
      where: { id: mail.id, dueAt: mail.dueAt },
      data: { dueAt: mail.attempts + 1 < MOST_ATTEMPTS ? next : null, attempts: { increment: 1 } },
    });
    if (claimed.count === 0) continue;
    try {
      await transport.sendMail({ from: env.mail.from, to: mail.to, subject: mail.subject, text: mail.text });
      await db.mail.update({
        where: { id: mail.id },
        data: { sentAt: new Date(), dueAt: null, lastError: null },
      });
    } catch (error) {
      log.warn({ err: error, mail: mail.id }, 'a mail could not be sent');
      const lastError = error instanceof Error ? error.message.slice(0, 500) : 'unknown error';
      await db.mail.update({ where: { id: mail.id }, data: { lastError } });
    }
  }
  transport.close();
  return due.length;
}
