import nodemailer, { type Transporter } from 'nodemailer';
import { newId } from '~/kernel/ids';
import { now } from './clock.server';
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
const PATIENCE_MS = 20_000;

// A name or subject that came from outside must not begin a header of its own (ASVS 1.3.11).
const oneLine = (text: string) => text.replace(/[\r\n]+/g, ' ').trim();

/**
 * Queues a mail in the transaction of its cause; the worker sends it. Without SMTP it stays in the sandbox's mailbox, and in production
 * unsent, as its row says.
 */
export async function queueMail(tx: Tx, message: Message): Promise<void> {
  await tx.mail.create({
    data: {
      id: newId('mail'),
      to: oneLine(message.to),
      subject: oneLine(message.subject),
      text: message.text,
      dueAt: env.mail.smtpUrl ? new Date(now()) : null,
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

/** Milliseconds before the next try: doubling from half a minute, with jitter. */
function backoff(attempts: number): number {
  return 30_000 * 2 ** attempts * (0.75 + Math.random() / 2);
}

/**
 * Sends what is due by the program's clock, each mail by itself; one that fails is tried again later, and given up with its error kept. A
 * mail may arrive twice when we die between sending and noting it, never not at all.
 * @returns how many were tried
 */
export async function sendDueMail(): Promise<number> {
  if (!env.mail.smtpUrl) return 0;
  const due = await db.mail.findMany({
    where: { dueAt: { lte: new Date(now()) } },
    orderBy: { dueAt: 'asc' },
    take: BATCH,
  });
  if (due.length === 0) return 0;
  const transport = nodemailer.createTransport(withTimeouts(env.mail.smtpUrl));
  for (const mail of due) await tryToSend(transport, mail);
  transport.close();
  return due.length;
}

/** The library waits ten minutes for a server that says nothing; the address may set its own. */
function withTimeouts(smtpUrl: string): string {
  const url = new URL(smtpUrl);
  for (const name of ['connectionTimeout', 'greetingTimeout', 'socketTimeout']) {
    if (!url.searchParams.has(name)) url.searchParams.set(name, String(PATIENCE_MS));
  }
  return url.href;
}

type DueMail = Awaited<ReturnType<typeof listMail>>[number];

async function tryToSend(transport: Transporter, mail: DueMail): Promise<void> {
  // Claimed by moving its time: another worker does not find it meanwhile.
  const isLast = mail.attempts + 1 >= MOST_ATTEMPTS;
  const claimed = await db.mail.updateMany({
    where: { id: mail.id, dueAt: mail.dueAt },
    data: { dueAt: isLast ? null : new Date(now() + backoff(mail.attempts)), attempts: { increment: 1 } },
  });
  if (claimed.count === 0) return;
  try {
    // As an object: a text would be read as a list of addresses.
    const to = { name: '', address: mail.to };
    await transport.sendMail({ from: env.mail.from, to, subject: mail.subject, text: mail.text });
    await db.mail.update({
      where: { id: mail.id },
      data: { sentAt: new Date(), dueAt: null, lastError: null },
    });
  } catch (error) {
    log.warn({ err: error, mail: mail.id, givenUp: isLast }, 'a mail could not be sent');
    const lastError = error instanceof Error ? error.message.slice(0, 500) : 'unknown error';
    await db.mail.update({ where: { id: mail.id }, data: { lastError } });
  }
}
