import { type PasswordProblem, passwordProblem } from '~/domain/identity/password-rules';
import { insertUser, issueEmailToken } from '~/domain/identity/users.server';
import type { HandleProblem } from '~/domain/partner/handle';
import { addMember } from '~/domain/partner/partner.server';
import { loadProgram } from '~/domain/program/program.server';
import type { PartnerKind } from '~/generated/prisma/client';
import { now } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { queueMail } from '~/platform/mail.server';
import { hashPassword } from '~/platform/password.server';
import { createRateLimit } from '~/platform/rate-limit.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { addPartner } from './create-partner.server';

export interface SignUpWish {
  kind: PartnerKind;
  name: string;
  handle: string;
  email: string;
  password: string;
  /** who asks, to slow down floods */
  ip: string;
}

export type SignUp =
  | { outcome: 'signed_up'; userId: string; partnerId: string }
  /** told by mail, not on the page: nobody learns who is a partner */
  | { outcome: 'address_known' }
  | { outcome: 'weak_password'; problem: PasswordProblem }
  | { outcome: 'invalid_handle'; problem: HandleProblem }
  | { outcome: 'handle_taken' }
  | { outcome: 'too_many'; retryAfterSeconds: number };

const perAddress = createRateLimit('sign-up', 20, 3600);

/** A new developer, active at once, or agency, which waits for an admin (issue: identity). The address is confirmed by mail. */
export async function signUpPartner(wish: SignUpWish): Promise<SignUp> {
  const allowance = await perAddress.take(wish.ip);
  if (!allowance.allowed) return { outcome: 'too_many', retryAfterSeconds: allowance.retryAfterSeconds };
  const problem = passwordProblem(wish.password, [wish.email, wish.name, wish.handle]);
  if (problem) return { outcome: 'weak_password', problem };
  const passwordHash = await hashPassword(wish.password);
  return transaction((tx) => store(tx, wish, passwordHash)).catch((thrown) => {
    if (thrown instanceof Refused) return thrown.result;
    throw thrown;
  });
}

/** Rolls the person back when the partner cannot be made. */
class Refused extends Error {
  constructor(readonly result: SignUp) {
    super(result.outcome);
  }
}

async function store(
  tx: Tx,
  { kind, name, handle, email }: SignUpWish,
  passwordHash: string,
): Promise<SignUp> {
  const user = await insertUser(tx, { email, name, role: 'partner', passwordHash });
  if (!user) {
    await tellOwner(tx, email);
    return { outcome: 'address_known' };
  }
  const status = kind === 'affiliate' ? 'active' : 'pending';
  const added = await addPartner(tx, { handle, kind, name, email, status }, null);
  switch (added.outcome) {
    case 'created':
      break;
    case 'invalid_handle':
      throw new Refused({ outcome: 'invalid_handle', problem: added.problem });
    case 'handle_taken':
      throw new Refused({ outcome: 'handle_taken' });
    case 'unknown_terms':
      throw new Error(`The terms for a new ${kind} are gone`);
  }
  await addMember(tx, { partnerId: added.partner.id, userId: user.id, role: 'owner', at: now() });
  await sendVerification(tx, user);
  return { outcome: 'signed_up', userId: user.id, partnerId: added.partner.id };
}

/** Asks a person to confirm the address. */
export async function sendVerification(tx: Tx, user: { id: string; email: string }): Promise<void> {
  const secret = await issueEmailToken(tx, user, 'verify_email');
  const { name } = await loadProgram(tx);
  await queueMail(tx, {
    to: user.email,
    subject: `Confirm your address for the ${name} partner program`,
    text: [
      `Open this link to confirm that this address is yours:\n\n${env.origin}/verify-email?token=${secret}`,
      'Your links work already. You need a confirmed address to request a payout. The link is good for three days.',
      'If you did not sign up, ignore this mail.',
    ].join('\n\n'),
  });
}

async function tellOwner(tx: Tx, email: string): Promise<void> {
  const { name } = await loadProgram(tx);
  await queueMail(tx, {
    to: email,
    subject: `You already have an account with the ${name} partner program`,
    text: [
      'Somebody, perhaps you, tried to sign up with this address. It has an account already.',
      `Sign in: ${env.origin}/login`,
      `Forgot your password? ${env.origin}/forgot`,
    ].join('\n\n'),
  });
}
