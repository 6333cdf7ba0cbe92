import { describe, expect, it } from 'vitest';
import { eachServer } from './test-support/server';

const { stripe, control, events, ask, activeAccount } = eachServer();

async function paidAccount(amount = 9_000): Promise<string> {
  const destination = await activeAccount();
  await stripe().transfers.create({ amount, currency: 'usd', destination, transfer_group: 'po_1' });
  return destination;
}
const said = (account: string, since = 0) =>
  events(since)
    .filter((event) => event.account === account)
    .map((event) => event.type as string);

describe('a connected account', () => {
  it('pays out to its bank, which may refuse it afterwards', async () => {
    const account = await paidAccount();
    const since = events().length;
    const payout = await control(`/accounts/${account}/payouts`, { amount: 5_000 });
    await control(`/payouts/${payout.id}`, { status: 'in_transit' });
    await control(`/payouts/${payout.id}`, { status: 'paid' });
    const failed = await control(`/payouts/${payout.id}`, { status: 'failed', failureCode: 'no_account' });
    expect(failed).toMatchObject({ failure_code: 'no_account', status: 'failed' });
    expect(said(account, since)).toEqual([
      'payout.created',
      'payout.updated',
      'payout.paid',
      'payout.failed',
      'account.external_account.updated',
      'account.updated',
    ]);
    expect(await stripe().accounts.retrieve(account)).toMatchObject({
      payouts_enabled: false,
      requirements: { currently_due: ['external_account'], past_due: ['external_account'] },
    });
    await control(`/accounts/${account}/bank-accounts`);
    expect((await stripe().accounts.retrieve(account)).payouts_enabled).toBe(true);
    const read = await stripe().payouts.retrieve(payout.id, {}, { stripeAccount: account });
    expect(read.failure_message).toContain('could not be located');
    expect((await stripe().payouts.list({}, { stripeAccount: account })).data).toHaveLength(1);
    await expect(stripe().payouts.retrieve(payout.id)).rejects.toThrow('No such payout');
  });

  it('cannot be asked for what it paid out already', async () => {
    const account = await paidAccount(9_000);
    expect((await ask(`/accounts/${account}/payouts`, { amount: 9_001 })).status).toBe(400);
    await control(`/accounts/${account}/payouts`, { amount: 8_000 });
    const [transfer] = (await stripe().transfers.list({ destination: account })).data;
    await expect(stripe().transfers.createReversal(transfer?.id ?? '')).rejects.toMatchObject({
      code: 'balance_insufficient',
    });
    await stripe().transfers.createReversal(transfer?.id ?? '', { amount: 1_000 });
  });

  it('says what is asked for, in the words given', async () => {
    const account = await activeAccount();
    const requirements = { currentlyDue: ['individual.dob.day'], deadline: 1_800_000_000 };
    await control(`/accounts/${account}`, { state: 'active', requirements });
    expect((await stripe().accounts.retrieve(account)).requirements).toMatchObject({
      currently_due: ['individual.dob.day'],
      current_deadline: 1_800_000_000,
      past_due: [],
    });
  });

  it('takes the platform’s access away', async () => {
    const account = await paidAccount();
    await control(`/accounts/${account}/deauthorize`);
    expect(said(account).at(-1)).toBe('account.application.deauthorized');
    await expect(stripe().accounts.retrieve(account)).rejects.toMatchObject({ statusCode: 403 });
    const again = { amount: 1, currency: 'usd', destination: account };
    await expect(stripe().transfers.create(again)).rejects.toMatchObject({ code: 'resource_missing' });
  });
});
