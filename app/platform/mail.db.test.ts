import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { startSmtpServer } from '~/test-support/smtp';

const smtp = await startSmtpServer();
process.env.SMTP_URL = smtp.url;
process.env.MAIL_FROM = 'Program <program@tributary.test>';
const { db } = await import('./db.server');
const { findMail, listMail, queueMail, sendDueMail } = await import('./mail.server');
const { setClock, now } = await import('./clock.server');
const { transaction } = await import('./transaction.server');

const message = { to: 'ada@people.test', subject: 'Hello', text: 'One line\n.\nhttps://tributary.test/x' };
const queue = (more = {}) => transaction((tx) => queueMail(tx, { ...message, ...more }));
const latest = async () => (await listMail(1))[0];

beforeEach(async () => {
  await db.mail.deleteMany();
  smtp.mails.length = 0;
  smtp.answer('250 taken');
});
afterAll(() => smtp.stop());

describe('mail', () => {
  it('is sent once, as plain text, from the program', async () => {
    await queue();
    expect(await sendDueMail()).toBe(1);
    expect(await sendDueMail()).toBe(0);
    expect(smtp.mails).toHaveLength(1);
    expect(smtp.mails[0]?.recipients).toEqual(['ada@people.test']);
    expect(smtp.mails[0]?.data).toContain('From: Program <program@tributary.test>');
    expect(smtp.mails[0]?.data).toContain('https://tributary.test/x');
    expect(await latest()).toMatchObject({
      attempts: 1,
      dueAt: null,
      lastError: null,
      sentAt: expect.any(Date),
    });
  });

  it('is not there when its cause is rolled back', async () => {
    const failed = transaction(async (tx) => {
      await queueMail(tx, message);
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await listMail()).toEqual([]);
  });

  it.each([
    'x\r\nBcc: all@people.test',
    'x\nBcc: all@people.test',
    'x\r\n\r\n<html>',
    'x\rBcc: all@people.test',
  ])('%j as a subject begins no header', async (subject) => {
    await queue({ subject });
    await sendDueMail();
    const [head = ''] = smtp.mails[0]?.data.split('\r\n\r\n') ?? [];
    expect(head).not.toMatch(/^Bcc:/im);
    expect(smtp.mails[0]?.recipients).toEqual(['ada@people.test']);
  });

  it.each([
    'ada@people.test, eve@people.test',
    'ada@people.test\r\nRCPT TO:<eve@people.test>',
    '"x" <eve@people.test>',
  ])('%j is one recipient or none, never somebody else as well', async (to) => {
    await queue({ to });
    await sendDueMail();
    expect(smtp.mails.flatMap(({ recipients }) => recipients)).not.toContain('eve@people.test');
  });

  it('a refused one is tried again by the program’s clock, with growing pauses, and given up after eight', async () => {
    smtp.answer('451 later');
    await queue();
    let pause = 0;
    for (let attempt = 1; attempt <= 8; attempt++) {
      expect(await sendDueMail()).toBe(1);
      expect(await sendDueMail()).toBe(0);
      const mail = await latest();
      expect(mail).toMatchObject({
        attempts: attempt,
        sentAt: null,
        lastError: expect.stringContaining('451'),
      });
      if (attempt === 8) expect(mail?.dueAt).toBeNull();
      else {
        const next = (mail?.dueAt?.getTime() ?? 0) - now();
        expect(next).toBeGreaterThan(pause);
        pause = next;
        await setClock({ at: mail?.dueAt?.getTime() ?? 0, running: false });
      }
    }
    expect(await sendDueMail()).toBe(0);
  });

  it('two workers send each mail once', async () => {
    for (let i = 0; i < 10; i++) await queue({ subject: `number ${i}` });
    await Promise.all([sendDueMail(), sendDueMail(), sendDueMail()]);
    const subjects = smtp.mails.map(({ data }) => /^Subject: (.*)$/m.exec(data)?.[1]?.trim());
    expect(subjects.sort()).toEqual(Array.from({ length: 10 }, (_, i) => `number ${i}`));
  });

  it('one of the mailbox is found by its id, and nothing by what is none', async () => {
    await queue();
    const mail = await latest();
    expect(await findMail(mail?.id ?? '')).toMatchObject({ subject: 'Hello' });
    for (const id of ['', '\0', '../x', 'mail_none']) expect(await findMail(id)).toBeNull();
  });
});
