import { DoorError, type Doors } from './doors';
import type { SignIn } from './notes';
import type { DemoPartner } from './partners';

/** For everybody who signs in to the demo; the sandbox holds nobody's data. */
export const PASSWORD = 'six months of rivers';

export interface Listed<T> {
  data: T[];
}

interface ApiPartner {
  id: string;
  handle: string;
  status: string;
  stripeAccountId: string | null;
}

export const emailOf = ({ handle }: Pick<DemoPartner, 'handle'>) => `hello@${handle}.example`;

/** The partner as the API shows it. */
export async function findPartner(doors: Doors, { handle }: DemoPartner): Promise<ApiPartner | undefined> {
  const { data } = await doors.api<Listed<ApiPartner>>('GET', `/partners?search=${handle}`);
  return data.find((partner) => partner.handle === handle);
}

/**
 * A partner joins: signs up on the page and confirms the address, or is created by an admin; then links and an account at Stripe. What is
 * there already is left alone.
 * @returns how somebody signs in as it; null for one that an admin created
 */
export async function join(doors: Doors, partner: DemoPartner): Promise<SignIn | null> {
  if (!(await findPartner(doors, partner))) {
    if (partner.signsUp) await signUp(doors, partner);
    else await create(doors, partner);
  }
  const found = await findPartner(doors, partner);
  if (!found) throw new Error(`${partner.handle} has joined and is not there`);
  if (found.status === 'pending' && !partner.waits) {
    await doors.api('PATCH', `/partners/${found.id}`, {
      status: 'active',
      reason: 'Welcome to the program.',
    });
  }
  for (const link of partner.links) {
    await unlessThere(doors.api('POST', '/links', { partnerId: found.id, ...link }));
  }
  if (partner.payable && !partner.waits && !found.stripeAccountId) {
    await doors.api('POST', '/sandbox/stripe-accounts', { partnerId: found.id });
  }
  const role = partner.kind === 'agency' ? 'Agency' : 'Developer';
  return partner.signsUp && !partner.waits ? { role, email: emailOf(partner), password: PASSWORD } : null;
}

/** From now on what it brings earns nothing new. */
export async function pause(doors: Doors, partner: DemoPartner, reason: string): Promise<void> {
  const found = await findPartner(doors, partner);
  if (found?.status === 'active') {
    await doors.api('PATCH', `/partners/${found.id}`, { status: 'paused', reason });
  }
}

/** Asks for a payout of a part of what is available, if that is there. */
export async function askForPayout(doors: Doors, partner: DemoPartner, amount: string): Promise<void> {
  const found = await findPartner(doors, partner);
  const creation = doors.api('POST', '/payouts', { partnerId: found?.id, amount });
  await creation.catch((error: unknown) => {
    if (!(error instanceof DoorError && error.status === 422)) throw error;
  });
}

async function create(doors: Doors, partner: DemoPartner): Promise<void> {
  const { handle, kind, name, terms, country, rateBps } = partner;
  const rate = rateBps === undefined ? {} : { rateBps };
  await doors.api('POST', '/partners', {
    ...{ handle, kind, name, email: emailOf(partner), terms, country },
    ...rate,
  });
}

/** Signs up on the page and confirms the address by the link of the mail, which the sandbox keeps. */
async function signUp(doors: Doors, partner: DemoPartner): Promise<void> {
  const { kind, name, handle, country } = partner;
  const email = emailOf(partner);
  await doors.form('/join', { kind, name, handle, email, country, password: PASSWORD });
  const mailbox = await doors.page('/sandbox/mailbox');
  for (const [mail] of mailbox.matchAll(/\/sandbox\/mailbox\/\w+/g)) {
    const text = await doors.page(mail);
    const [, token] = /\/verify-email\?token=([\w-]+)/.exec(text) ?? [];
    if (!token || !text.includes(email)) continue;
    await doors.form(`/verify-email?token=${token}`, {});
    return;
  }
  throw new Error(`there is no mail for ${email}`);
}

async function unlessThere(creation: Promise<unknown>): Promise<void> {
  await creation.catch((error: unknown) => {
    if (!(error instanceof DoorError && error.status === 409)) throw error;
  });
}
