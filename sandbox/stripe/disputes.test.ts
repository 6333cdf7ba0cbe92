import { describe, expect, it } from 'vitest';
import { eachServer } from './test-support/server';

const { stripe, control, types, ask } = eachServer();

const open = async (body: object = {}) => {
  const { charge } = await control('/checkouts', { email: 'b@acme.dev', amount: 10_000 });
  const before = types().length;
  const dispute = await control(`/charges/${charge}/disputes`, body);
  return { charge, id: dispute.id as string, said: () => types(before).map((type) => type.slice(15)) };
};
const move = (id: string, status: string) => control(`/disputes/${id}`, { status });
const funds = async (id: string) =>
  (await stripe().disputes.retrieve(id)).balance_transactions.map((one) => [one.amount, one.fee]);

describe('a dispute', () => {
  it('takes the money with it, and is lost', async () => {
    const { id, said, charge } = await open({ amount: 6_000, reason: 'fraudulent' });
    expect(await stripe().charges.retrieve(charge)).toMatchObject({ disputed: true });
    await stripe().disputes.update(id, { evidence: { customer_name: 'Ann' } });
    await move(id, 'lost');
    expect(said()).toEqual(['created', 'funds_withdrawn', 'updated', 'closed']);
    expect(await funds(id)).toEqual([[-6_000, 1_500]]);
    expect(await stripe().disputes.retrieve(id)).toMatchObject({ status: 'lost', reason: 'fraudulent' });
  });

  it('is won, and the money comes back', async () => {
    const { id, said } = await open();
    await move(id, 'under_review');
    await move(id, 'won');
    expect(said()).toEqual(['created', 'funds_withdrawn', 'updated', 'funds_reinstated', 'closed']);
    expect((await funds(id)).map(([amount]) => amount)).toEqual([-10_000, 10_000]);
  });

  it('is an inquiry first: nothing moves, until it becomes a dispute', async () => {
    const inquiry = await open({ status: 'warning_needs_response' });
    await move(inquiry.id, 'warning_under_review');
    await move(inquiry.id, 'warning_closed');
    expect(inquiry.said()).toEqual(['created', 'updated', 'closed']);
    const worse = await open({ status: 'warning_needs_response' });
    await move(worse.id, 'needs_response');
    await stripe().disputes.close(worse.id);
    expect(worse.said()).toEqual(['created', 'updated', 'funds_withdrawn', 'closed']);
  });

  it('is prevented: closed, with the money back where it was taken', async () => {
    const early = await open({ status: 'warning_needs_response' });
    await move(early.id, 'prevented');
    expect(early.said()).toEqual(['created', 'closed']);
    const late = await open();
    await move(late.id, 'prevented');
    expect(late.said()).toEqual(['created', 'funds_withdrawn', 'funds_reinstated', 'closed']);
  });

  it('goes to appeal after it was lost', async () => {
    const { id, said } = await open();
    for (const status of ['lost', 'appeal_needs_response', 'appeal_under_review', 'won'])
      await move(id, status);
    const appeal = ['updated', 'updated', 'funds_reinstated', 'closed'];
    expect(said()).toEqual(['created', 'funds_withdrawn', 'closed', ...appeal]);
  });

  it('follows its stages', async () => {
    const { id, charge } = await open();
    expect((await ask(`/disputes/${id}`, { status: 'warning_closed' })).status).toBe(400);
    await move(id, 'won');
    expect((await ask(`/disputes/${id}`, { status: 'lost' })).status).toBe(400);
    expect((await ask(`/charges/${charge}/disputes`, { status: 'won' })).status).toBe(400);
    await control(`/charges/${charge}/fraud-warnings`);
    expect(types()).toContain('radar.early_fraud_warning.created');
  });
});
