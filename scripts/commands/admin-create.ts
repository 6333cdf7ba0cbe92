import { type Command, optional, Refusal, type Report, required } from './command';

/** `admin:create`: somebody who runs the program. */
export const adminCreate: Command = {
  name: 'admin:create',
  summary: 'Creates an admin',
  details: [
    'Without a password one is made up and shown once. Approving payouts needs a second factor: the admin enrols one under',
    'Settings, Security, or --second-factor does it here and shows its secret once.',
  ],
  options: {
    email: { type: 'string', value: '<address>', description: 'signs in with this mail address (required)' },
    name: { type: 'string', value: '<name>', description: 'what the admin is called; else the address' },
    'password-stdin': { type: 'boolean', description: 'reads the password from the first line of stdin' },
    'second-factor': { type: 'boolean', description: 'enrols a second factor and shows its secret' },
  },
  async run(given) {
    const email = required(given, 'email').toLowerCase();
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new Refusal(`${email} is not a mail address.`);
    const chosen = given['password-stdin'] ? await firstLineOfStdin() : null;
    const { newSecret } = await import('~/platform/crypto.server');
    const password = chosen ?? newSecret().slice(0, 24);
    const { createAdmin } = await import('~/flows/create-admin.server');
    const created = await createAdmin({
      email,
      name: optional(given, 'name') ?? email,
      password,
      withSecondFactor: given['second-factor'] === true,
    });
    if (created.outcome === 'email_taken') throw new Refusal(`Somebody with the address ${email} exists.`);
    if (created.outcome === 'weak_password') {
      const { passwordAdvice } = await import('~/domain/identity/password-rules');
      throw new Refusal(passwordAdvice[created.problem]);
    }
    const { userId, totpSecret } = created;
    return reportOf({ userId, email, password: chosen === null ? password : null, totpSecret });
  },
};

interface Created {
  userId: string;
  email: string;
  /** null: the operator knows it */
  password: string | null;
  /** base32, as authenticator apps take it */
  totpSecret: string | null;
}

function reportOf(admin: Created): Report {
  const lines = [`Admin ${admin.email} (${admin.userId}) was created.`];
  if (admin.password) lines.push(`Password, shown only now: ${admin.password}`);
  if (admin.totpSecret) {
    lines.push(`Second factor, shown only now (type it into an authenticator app): ${admin.totpSecret}`);
  }
  return { lines, json: admin };
}

async function firstLineOfStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split(/\r?\n/);
  if (line === '') throw new Refusal('--password-stdin: nothing came from stdin.');
  return line;
}
