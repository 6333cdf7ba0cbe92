import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { eachServer } from './test-support/server';

const { stripe, server, activeAccount } = eachServer();

describe('connected accounts', () => {
  it('become payable by onboarding, and are read as v1', async () => {
    const id = await activeAccount();
    const account = await stripe().accounts.retrieve(id);
    expect(account.payouts_enabled).toBe(true);
    expect(account.capabilities?.transfers).toBe('active');
    expect(
      server()
        .gateway.store.list('event')
        .map((event) => [event.type, event.account]),
    ).toEqual([
      ['account.updated', id],
      ['capability.updated', id],
    ]);
  });

  it('are onboarded on a hosted page whose link opens once', async () => {
    const account = await stripe().accounts.create({
      controller: { stripe_dashboard: { type: 'express' } },
      capabilities: { transfers: { requested: true } },
      country: 'DE',
    });
    const link = await stripe().accountLinks.create({
      account: account.id,
      type: 'account_onboarding',
      refresh_url: 'http://portal.test/refresh',
      return_url: 'http://portal.test/return',
    });
    expect((await fetch(link.url)).status).toBe(200);
    const again = await fetch(link.url, { redirect: 'manual' });
    expect(again.headers.get('location')).toBe('http://portal.test/refresh');
    const body = new URLSearchParams({ name: 'Ann', country: 'DE', iban: 'x', action: 'later' });
    await fetch(link.url, { method: 'POST', body, redirect: 'manual' });
    expect((await stripe().accounts.retrieve(account.id)).payouts_enabled).toBe(false);
    body.set('action', 'submit');
    const done = await fetch(link.url, { method: 'POST', body, redirect: 'manual' });
    expect(done.headers.get('location')).toBe('http://portal.test/return');
    expect((await stripe().accounts.retrieve(account.id)).payouts_enabled).toBe(true);
  });

  it('get onboarding links of v2 too', async () => {
    const id = await activeAccount();
    const link = await stripe().v2.core.accountLinks.create({
      account: id,
      use_case: {
        type: 'account_onboarding',
        account_onboarding: {
          configurations: ['recipient'],
          refresh_url: 'http://p/r',
          return_url: 'http://p/d',
        },
      } as Stripe.V2.Core.AccountLinkCreateParams.UseCase,
    });
    expect(link.url).toContain('/connect/setup/');
    await stripe().accounts.createLoginLink(id);
  });
});
