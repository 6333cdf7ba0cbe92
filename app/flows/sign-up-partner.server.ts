import { type PasswordProblem, passwordProblem } from '~/domain/identity/password-rules';
import { insertUser } from '~/domain/identity/users.server';
import { type HandleProblem, handleProblem } from '~/domain/partner/handle';
import { addMember } from '~/domain/partner/partner.server';
import { loadProgram } from '~/domain/program/program.server';
import type { PartnerKind } from '~/generated/prisma/client';
import { now } from '~/platform/clock.server';
import { env } from '~/platform/env.server';
import { queueMail } from '~/platform/mail.server';
import { hashPassword } from '~/platform/password.server';
import { createRateLimit, networkOf } from '~/platform/rate-limit.server';
import { type Tx, transaction } from '~/platform/transaction.server';
import { addPartner } from './create-partner.server';
import { sendVerification } from './verify-email.server';

export interface SignUpWish {
  kind: PartnerKind;
  name: string;
  handle: string;
  email: string;
  password: string;
  /** ISO 3166 alpha-2: how one can be paid there is told before anything is earned (ADR-0090) */
  country: string | null;
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

const perNetwork = createRateLimit({ name: 'sign-up', most: 60, seconds: 3600 });
const perKnownAddress = createRateLimit({ name: 'sign-up-known', most: 3, seconds: 3600 });

/**
 * A new developer, active at once, or agency, which waits for an admin (contract.md, /join). The address is confirmed by mail; until then
 * everything works but requesting a payout. Whether an address is known is told to its owner alone; the page must not show it.
 */
export async function signUpPartner(wish: SignUpWish): Promise<SignUp> {
  const allowance = await perNetwork.take(networkOf(wish.ip));
  if (!allowance.allowed) return { outcome: 'too_many', retryAfterSeconds: allowance.retryAfterSeconds };
  const weak = passwordProblem(wish.password, [wish.email, wish.name, wish.handle]);
  if (weak) return { outcome: 'weak_password', problem: weak };
  const unfit = handleProblem(wish.handle);
  if (unfit) return { outcome: 'invalid_handle', problem: unfit };
  const passwordHash = await hashPassword(wish.password);
  try {
    return await transaction((tx) => store(tx, wish, passwordHash));
  } catch (thrown) {
    if (!(thrown instanceof AddressKnown)) throw thrown;
    const { allowed } = await perKnownAddress.take(wish.email.toLowerCase());
    if (allowed) await transaction((tx) => tellOwner(tx, wish.email));
    return { outcome: 'address_known' };
  }
}

/** Rolls the partner back. */
class AddressKnown extends Error {}

async function store(tx: Tx, wish: SignUpWish, passwordHash: string): Promise<SignUp> {
  const { kind, name, handle, email, country } = wish;
  const status = kind === 'affiliate' ? 'active' : 'pending';
  // Before the address is looked at: a handle that is taken must be refused for known and unknown addresses alike.
  const added = await addPartner(tx, { handle, kind, name, email, country, status }, null);
  switch (added.outcome) {
    case 'created':
      break;
    case 'invalid_handle':
      return { outcome: 'invalid_handle', problem: added.problem };
    case 'handle_taken':
      return { outcome: 'handle_taken' };
    case 'unknown_terms':
      throw new Error(`The terms for a new ${kind} are gone`);
  }
  const user = await insertUser(tx, { email, name, role: 'partner', passwordHash });
  if (!user) throw new AddressKnown();
  await addMember(tx, { partnerId: added.partner.id, userId: user.id, role: 'owner', at: now() });
  await sendVerification(tx, user);
  if (status === 'pending') await tellAdmins(tx, added.partner);
  return { outcome: 'signed_up', userId: user.id, partnerId: added.partner.id };
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

async function tellAdmins(tx: Tx, partner: { id: string; name: string; handle: string }): Promise<void> {
  const { name } = await loadProgram(tx);
  const admins = await tx.user.findMany({
    where: { role: 'admin', disabledAt: null },
    select: { email: true },
  });
  for (const { email } of admins) {
    await queueMail(tx, {
      to: email,
      subject: `An agency waits to join the ${name} partner program`,
      text: `${partner.name} (${partner.handle}) signed up as an agency. Let it in, or not: ${env.origin}/admin/partners`,
    });
  }
}
