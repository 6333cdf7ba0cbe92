import { describe, expect, it } from 'vitest';
import { ownerPool } from '~/test-support/db';
import { once, TakenOverError } from './idempotency.server';
import { transaction } from './transaction.server';

const ask = (key: string, request = 'POST /payouts {}', caller = 'key_1') => ({ caller, key, request });
const created = { status: 201, body: '{"id":"po_1"}' };

/** A request whose process died: the row is there, older than the lease. */
async function abandon(key: string, { effect }: { effect: boolean }): Promise<void> {
  const dead = once(ask(key), async () => {
    if (effect) await transaction(async () => {});
    return new Promise(() => {});
  });
  dead.catch(() => {});
  for (;;) {
    const { rowCount } = await ownerPool.query(
      `update idempotency_record set created_at = created_at - interval '2 minutes'
        where status is null and (effect_at is not null) = $1`,
      [effect],
    );
    if (rowCount === 1) return;
  }
}

describe('a request with an Idempotency-Key', () => {
  it('runs once and is answered the same again', async () => {
    let runs = 0;
    const work = async () => {
      runs += 1;
      return created;
    };
    expect(await once(ask('a'), work)).toEqual({ outcome: 'answered', answer: created, replayed: false });
    expect(await once(ask('a'), work)).toEqual({ outcome: 'answered', answer: created, replayed: true });
    expect(runs).toBe(1);
  });

  it('runs once of a hundred at a time; the others hear that it is under way, or its answer', async () => {
    let runs = 0;
    const answers = await Promise.all(
      Array.from({ length: 100 }, () =>
        once(ask('b'), async () => {
          runs += 1;
          await new Promise((resolve) => setTimeout(resolve, 50));
          return created;
        }),
      ),
    );
    expect(runs).toBe(1);
    expect(answers.filter((one) => one.outcome === 'answered' && !one.replayed)).toHaveLength(1);
    expect(answers.every((one) => one.outcome === 'answered' || one.outcome === 'under_way')).toBe(true);
  });

  it('cannot be another request, but another caller may use the same key', async () => {
    await once(ask('c'), async () => created);
    expect(await once(ask('c', 'POST /payouts {"amount":"1"}'), async () => created)).toEqual({
      outcome: 'other_request',
    });
    expect(await once(ask('c', 'x', 'key_2'), async () => created)).toMatchObject({ replayed: false });
  });

  it('may be tried again when it was refused or failed before it had an effect', async () => {
    expect(await once(ask('d'), async () => ({ status: 422, body: '' }))).toMatchObject({ replayed: false });
    expect(await once(ask('d'), async () => ({ status: 500, body: '' }))).toMatchObject({ replayed: false });
    await expect(
      once(ask('d'), async () => {
        await transaction(async () => {
          throw new Error('rolled back');
        });
        return created;
      }),
    ).rejects.toThrow('rolled back');
    expect(await once(ask('d'), async () => created)).toMatchObject({ replayed: false });
  });

  it('is run again after its process died before the effect', async () => {
    await abandon('e', { effect: false });
    expect(await once(ask('e'), async () => created)).toMatchObject({ outcome: 'answered', replayed: false });
  });

  it('is never run again after its process died between the effect and the answer', async () => {
    await abandon('f', { effect: true });
    expect(await once(ask('f'), async () => created)).toEqual({ outcome: 'answer_lost' });
  });

  it('has no effect any more once another process has taken it over', async () => {
    let proceed = () => {};
    const slow = once(ask('g'), async () => {
      await new Promise<void>((resolve) => {
        proceed = resolve;
      });
      await transaction(async () => {});
      return created;
    });
    while (
      (await ownerPool.query(`select from idempotency_record where status is null and effect_at is null`))
        .rowCount !== 1
    );
    await ownerPool.query(
      `update idempotency_record set created_at = created_at - interval '2 minutes' where status is null and effect_at is null`,
    );
    expect(await once(ask('g'), async () => created)).toMatchObject({ replayed: false });
    proceed();
    await expect(slow).rejects.toThrow(TakenOverError);
    expect(await once(ask('g'), async () => created)).toMatchObject({ replayed: true });
  });
});
