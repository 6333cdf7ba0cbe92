import { createServer } from 'node:net';

export interface SmtpServer {
  url: string;
  /** what was delivered, each with its headers, as sent */
  mails: Array<{ recipients: string[]; data: string }>;
  /** how each delivery is answered from now on; the default takes it */
  answer: (code: string) => void;
  stop: () => Promise<void>;
}

/** A mail server that takes every mail, or refuses when told to. */
export function startSmtpServer(): Promise<SmtpServer> {
  const mails: SmtpServer['mails'] = [];
  let reply = '250 taken';
  const server = createServer((socket) => {
    let recipients: string[] = [];
    let data: string[] | null = null;
    let rest = '';
    const say = (line: string) => socket.write(`${line}\r\n`);
    const take = (line: string) => {
      if (data) {
        if (line !== '.') return data.push(line.replace(/^\./, ''));
        if (reply.startsWith('250')) mails.push({ recipients, data: data.join('\r\n') });
        recipients = [];
        data = null;
        return say(reply);
      }
      const recipient = /^RCPT TO:<(.*?)>/i.exec(line)?.[1];
      if (recipient !== undefined) recipients.push(recipient);
      if (/^DATA$/i.test(line)) {
        data = [];
        return say('354 go on');
      }
      return say(/^QUIT$/i.test(line) ? '221 bye' : '250 ok');
    };
    socket.setEncoding('utf8').on('error', () => {});
    socket.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) take(line);
    });
    say('220 test');
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      resolve({
        url: `smtp://127.0.0.1:${port}`,
        mails,
        answer: (code) => {
          reply = code;
        },
        stop: () => new Promise((done) => server.close(() => done())),
      });
    });
  });
}
