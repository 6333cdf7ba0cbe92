import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '~/kernel/time';
import { openStripeServer } from '~/test-support/stripe';

const stripe = await openStripeServer();
afterAll(() => stripe.close());

const { startOnboarding, refreshAccount } = await import('./connect-account.server');
const { changeProfile } = await import('./change-partner.server');
const { receiveStripeEvent, applyStripeEvents } = await import('./receive-stripe-event.server');
const { refreshAccounts } = await import('./refresh-accounts.server');
const { requestPayout } = await import('./request-payout.server');
const { readRequirements, accountWords } = await import('~/domain/partner/account-state');
const { now, setClock } = await import('~/platform/clock.server');
const { db } = await import('~/platform/db.server');
const { createRecipientAccount } = await import('~/platform/stripe-accounts.server');
const build = await import('~/test-support/builders/payouts');

const at = Date.UTC(2026, 5, 15);
const urls = { returnUrl: 'http://portal.test/back', refreshUrl: 'http://portal.test/again' };

beforeEach(async () => {
  await setClock({ at, running: false });
});

async function partnerOf(country: string | null) {
  const { partner, owner } = await build.buildPayablePartner({ account: false });
  await db.partner.update({ where: { id: partner.id }, data: { country } });
  const scope = {
    ...{ kind: 'partner' as const, partnerId: partner.id, userId: owner.id, keyId: null },
    role: 'owner' as const,
  };
  const start = () => startOnboarding({ scope, partnerId: partner.id, ...urls });
  const row = () =>
    db.partner.findUniqueOrThrow({ where: { id: partner.id }, include: { stripeAccounts: true } });
  const mails = (subject: RegExp) =>
    db.mail
      .findMany({ where: { to: owner.email } })
      .then((all) => all.filter((one) => subject.test(one.subject)));
  return { scope, start, row, mails, id: partner.id };
}

async function onboarded(country = 'US') {
  const one = await partnerOf(country);
  expect(await one.start()).toMatchObject({ outcome: 'go' });
  const { stripeAccountId } = await one.row();
  const account = stripeAccountId ?? '';
  await stripe.control(`/accounts/${account}`, { state: 'active' });
  expect(await refreshAccount(one.id)).toEqual({ outcome: 'refreshed', payable: true });
  await build.buildReleasedCommission(one.id, 20_000n);
  return { ...one, account };
}

let delivered = 0;
/** What the Stripe-compatible server has emitted since the last time, of these types. */
async function deliver(...types: string[]): Promise<void> {
  const events = stripe.gateway.store.list('event').slice(delivered);
  delivered += events.length;
  for (const event of events.filter(({ type }) => types.includes(type)))
    await receiveStripeEvent({
      externalId: event.id,
      type: event.type,
      body: JSON.stringify(event),
      at: null,
      status: 'received',
    });
  await applyStripeEvents();
}

const faults = () => stripe.control('/faults') as Promise<{ data: unknown[] }>;
const clearFaults = () => stripe.control('/faults', {}, 'DELETE');

describe('an account is made', () => {
  const recipient = (key: string) => ({
    ...{ partnerId: 'par_x', email: 'ann@people.test', name: 'Ann' },
    ...{ country: 'US', idempotencyKey: key },
  });

  it.each(['accounts_v2_access_blocked', 'non_connect_platform_accounts_v2_access_blocked'])(
    'by v1 where Stripe says that v2 is not for this platform: %s',
    async (code) => {
      await stripe.control('/faults', { kind: 'refuse', method: 'POST', path: '/v2/core/accounts', code });
      expect(await createRecipientAccount(recipient(`v1-${code}`))).toMatchObject({ outcome: 'ok' });
      expect((await faults()).data).toEqual([]);
    },
  );

  it('not by v1 when v2 refuses what was asked for, such as a country', async () => {
    await stripe.control('/faults', {
      ...{ kind: 'refuse', method: 'POST', path: '/v2/core/accounts', code: 'country_unsupported' },
    });
    // whoever asks v1 would strike this one
    await stripe.control('/faults', {
      kind: 'refuse',
      method: 'POST',
      path: '/v1/accounts',
      code: 'asked_v1',
    });
    const answer = await createRecipientAccount(recipient('unsupported'));
    expect(answer).toMatchObject({ outcome: 'refused', code: 'country_unsupported' });
    expect((await faults()).data).toHaveLength(1);
    await clearFaults();
  });

  it('under the recipient agreement by v1, which has a field for it', async () => {
    await stripe.control('/faults', {
      kind: 'refuse',
      method: 'POST',
      path: '/v2/core/accounts',
      code: 'asked_v2',
    });
    const made = await createRecipientAccount({ ...recipient('recipient'), agreement: 'recipient' });
    // the local server may not know the parameter; v2 was not asked in any case
    expect(made.outcome).not.toBe('unknown');
    expect((await faults()).data).toHaveLength(1);
    await clearFaults();
  });
});

describe('onboarding', () => {
  it('asks for the country first, and says where Stripe does not pay', async () => {
    const one = await partnerOf(null);
    expect(await one.start()).toEqual({ outcome: 'no_country' });
    await changeProfile(one.scope, one.id, { country: 'BR' });
    expect(await one.start()).toEqual({ outcome: 'by_hand' });
    await changeProfile(one.scope, one.id, { country: 'DE' });
    expect(await one.start()).toMatchObject({ outcome: 'go' });
  });

  it('makes a link for one use each time, and coming back is not being done', async () => {
    const one = await partnerOf('US');
    const [first, second] = [await one.start(), await one.start()];
    expect(first.outcome === 'go' && second.outcome === 'go' && first.url !== second.url).toBe(true);
    expect((await one.row()).stripeAccounts).toHaveLength(1);
    expect(await refreshAccount(one.id)).toEqual({ outcome: 'refreshed', payable: false });
    const { reason, pastDue, due } = accountWords(
      false,
      readRequirements((await one.row()).accountRequirements),
    );
    expect(reason).toBe('Stripe needs a few more answers before it can pay you.');
    expect([...pastDue, ...due]).toContain('A bank account, or a debit card, to pay to');
  });

  it('is the first time no change: a payout can be requested at once', async () => {
    const one = await onboarded();
    expect((await one.row()).destinationChangedAt).toBeNull();
    const asked = await requestPayout({ by: one.scope, partnerId: one.id, amount: 5000n, at: now() });
    expect(asked.outcome).toBe('created');
    expect(await one.mails(/has changed/)).toEqual([]);
  });
});

describe('another bank account', () => {
  it('is a change: written down, told by mail, and the partner waits a day, an admin does not', async () => {
    const one = await onboarded();
    await stripe.control(`/accounts/${one.account}/bank-accounts`, {});
    await deliver('account.external_account.created', 'account.external_account.deleted');
    const { destinationChangedAt } = await one.row();
    expect(destinationChangedAt?.getTime()).toBe(at);
    expect(await one.mails(/has changed/)).toHaveLength(1);
    const logged = { subjectId: one.id, action: 'payout_account.bank_changed' };
    expect(await db.auditEntry.count({ where: logged })).toBe(1);

    const ask = (when: number) =>
      requestPayout({ by: one.scope, partnerId: one.id, amount: 5000n, at: when }).then(
        ({ outcome }) => outcome,
      );
    expect(await ask(at + DAY_MS - 1)).toBe('destination_changed');
    const admin = {
      kind: 'admin' as const,
      userId: (await build.buildUser({ role: 'admin' })).id,
      keyId: null,
    };
    expect((await requestPayout({ by: admin, partnerId: one.id, amount: 5000n, at })).outcome).toBe(
      'created',
    );
    expect(await ask(at + DAY_MS)).toBe('created');
  });
});

describe('an account taken away', () => {
  it('cannot be paid, is told by mail, and what takes its place is a change', async () => {
    const one = await onboarded();
    await stripe.control(`/accounts/${one.account}/deauthorize`, {});
    await deliver('account.application.deauthorized');
    const row = await one.row();
    expect(row).toMatchObject({ stripeAccountId: null, payable: false });
    expect(row.stripeAccounts).toMatchObject([{ id: one.account, deauthorizedAt: new Date(at) }]);
    expect(await one.mails(/disconnected/)).toHaveLength(1);
    const asked = await requestPayout({ by: one.scope, partnerId: one.id, amount: 5000n, at });
    expect(asked.outcome).toBe('no_account');

    await setClock({ at: at + 2 * DAY_MS, running: false });
    expect(await one.start()).toMatchObject({ outcome: 'go' });
    const next = (await one.row()).stripeAccountId ?? '';
    expect(next).not.toBe(one.account);
    await setClock({ at: at + 4 * DAY_MS, running: false });
    await stripe.control(`/accounts/${next}`, { state: 'active' });
    await refreshAccount(one.id);
    // counted from the bank account, not from the empty account that was made days before
    expect((await one.row()).destinationChangedAt?.getTime()).toBe(at + 4 * DAY_MS);
  });

  it('is not forgotten because of a key that may not see it', async () => {
    const one = await onboarded();
    await stripe.control(`/accounts/${one.account}/deauthorize`, {});
    expect(await refreshAccount(one.id)).toEqual({ outcome: 'refreshed', payable: false });
    expect(await one.row()).toMatchObject({ stripeAccountId: one.account, payable: false });
  });
});

describe('a bank that refuses', () => {
  it('is told once, on the page until a payment arrives, whatever order the events come in', async () => {
    const one = await onboarded();
    await requestPayoutAndSend(one.account);
    const { id } = (await stripe.control(`/accounts/${one.account}/payouts`, { amount: 100 })) as {
      id: string;
    };
    await stripe.control(`/payouts/${id}`, { status: 'failed', failureCode: 'no_account' });
    await deliver('payout.failed');
    await deliverAgain(id);
    const account = async () => (await one.row()).stripeAccounts[0];
    expect(await account()).toMatchObject({ bankStatus: 'failed', bankFailureCode: 'no_account' });
    expect(await one.mails(/bank refused/)).toMatchObject([
      { text: expect.stringContaining('The bank could not find the account.') },
    ]);
    // Stripe switched payouts off with it
    expect((await one.row()).payable).toBe(false);

    await stripe.control(`/accounts/${one.account}/bank-accounts`, {});
    await deliver('account.external_account.created');
    expect(await account()).toMatchObject({ bankStatus: null, bankFailureCode: null });
    const second = (await stripe.control(`/accounts/${one.account}/payouts`, { amount: 100 })) as {
      id: string;
    };
    await stripe.control(`/payouts/${second.id}`, { status: 'paid' });
    await deliver('payout.paid');
    expect(await account()).toMatchObject({ bankStatus: 'paid', bankPayoutId: second.id });
    expect(await one.mails(/bank refused/)).toHaveLength(1);
  });

  /** Money for the account to pay out. */
  async function requestPayoutAndSend(destination: string): Promise<void> {
    const { createTransfer } = await import('~/platform/stripe.server');
    const order = { amount: 5000n, currency: 'USD', destination, group: 'test', metadata: {} };
    const sent = await createTransfer({ ...order, idempotencyKey: `test-${destination}` });
    expect(sent.outcome).toBe('ok');
  }

  async function deliverAgain(payoutId: string): Promise<void> {
    const event = stripe.gateway.store
      .list('event')
      .find(({ type, data }) => type === 'payout.failed' && (data.object as { id?: string }).id === payoutId);
    const body = JSON.stringify({ ...event, id: `${event?.id}_again` });
    await receiveStripeEvent({
      ...{ externalId: `${event?.id}_again`, type: 'payout.failed', body },
      at: null,
      status: 'received',
    });
    await applyStripeEvents();
  }
});

describe('polling', () => {
  it('finds what no event said, and asks less and less about what stays as it is', async () => {
    const one = await onboarded();
    await stripe.control(`/accounts/${one.account}`, { state: 'restricted' });
    const asked = async (hours: number) => {
      await setClock({ at: at + hours * HOUR_MS, running: false });
      const before = (await one.row()).stripeAccounts[0]?.refreshDueAt?.getTime();
      await refreshAccounts();
      return (await one.row()).stripeAccounts[0]?.refreshDueAt?.getTime() !== before;
    };
    // it could be paid when it was last seen: once a day
    expect([await asked(23), (await one.row()).payable]).toEqual([false, true]);
    expect([await asked(24), (await one.row()).payable]).toEqual([true, false]);
    // then after an hour, two more, four more
    const hours = [24.5, 25, 26, 27, 28, 30, 31].map(
      (hour) => async () => [hour, await asked(hour)] as const,
    );
    const seen: number[] = [];
    for (const ask of hours) {
      const [hour, was] = await ask();
      if (was) seen.push(hour);
    }
    expect(seen).toEqual([25, 27, 31]);
  });

  it('asks Stripe nothing where nothing is connected', async () => {
    await db.partner.updateMany({ data: { stripeAccountId: null, payable: false } });
    await partnerOf('US');
    await setClock({ at: at + 100 * DAY_MS, running: false });
    expect(await refreshAccounts()).toBe(0);
  });
});
