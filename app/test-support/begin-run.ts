import type { ProductEvent } from '~/domain/qualification/product-event';
import { setClock } from '~/platform/clock.server';
import { db } from '~/platform/db.server';
import { createRecipientAccount } from '~/platform/stripe-accounts.server';
import { onboardSandboxAccount } from '~/platform/stripe-sandbox.server';
import { writePartnersAndClicks } from './builders/program';
import { truncateAll } from './db';
import { ModelRun } from './model-run';

const partners = [
  { handle: 'ada', kind: 'affiliate' as const, terms: 'developer' },
  { handle: 'bob', kind: 'affiliate' as const, terms: 'developer' },
  { handle: 'solo', kind: 'agency' as const, terms: 'agency' },
  { handle: 'mia', kind: 'affiliate' as const, terms: 'marketplace', rateBps: 1250 },
];

const accounts = new Map<string, Promise<string>>();

/** A partner's account at the Stripe-compatible server: it outlives the database of one run. */
function accountOf(handle: string): Promise<string> {
  const known = accounts.get(handle);
  if (known) return known;
  const made = (async () => {
    const recipient = { email: `${handle}@partner.test`, name: handle, country: 'US', partnerId: handle };
    const account = await createRecipientAccount({ ...recipient, idempotencyKey: `model:${handle}` });
    if (account.outcome !== 'ok') throw new Error('no account');
    await onboardSandboxAccount(account.value);
    return account.value;
  })();
  accounts.set(handle, made);
  return made;
}

/**
 * An empty program with two affiliates, an agency and a marketplace partner, all with accounts that can be paid, and two admins. The
 * Stripe-compatible server must be open.
 * @param lost a planted bug: events of this type never reach the portal
 */
export async function beginRun(lost: ProductEvent['type'] | null = null): Promise<ModelRun> {
  await truncateAll();
  await setClock({ at: Date.UTC(2026, 0, 1, 12), running: false });
  await writePartnersAndClicks({ partners, clicks: [], events: [], until: '' });
  for (const { handle } of partners)
    await db.partner.update({
      where: { id: handle },
      data: { stripeAccountId: await accountOf(handle), payable: true, automaticPayout: false },
    });
  for (const id of ['usr_one', 'usr_two'])
    await db.user.create({ data: { id, email: `${id}@program.test`, name: id, role: 'admin' } });
  return new ModelRun(partners, lost);
}
