import { describe, expect, it } from 'vitest';
import { insertBareRows } from '~/test-support/bare-rows';
import { ownerPool } from '~/test-support/db';
import { db } from './db.server';
import { lostToAnother, transaction } from './transaction.server';

describe('transaction', () => {
  it('commits what returns and rolls back what throws', async () => {
    const mail = (id: string) => ({ id, to: 'a@b.example', subject: 's', text: 't' });
    await transaction((tx) => tx.mail.create({ data: mail('mail_kept') }));
    await expect(
      transaction(async (tx) => {
        await tx.mail.create({ data: mail('mail_dropped') });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect((await db.mail.findMany()).map(({ id }) => id)).toEqual(['mail_kept']);
  });

  it.each(['raw', 'model'] as const)('runs again after a deadlock (%s)', async (kind) => {
    await insertBareRows(ownerPool).catch(() => {});
    let runs = 0;
    const touch = (first: string, second: string) =>
      transaction(async (tx) => {
        runs += 1;
        const update = (id: string) =>
          kind === 'raw'
            ? tx.$executeRaw`update partner set name = name || '.' where id = ${id}`
            : tx.partner.update({ where: { id }, data: { name: 'x' } });
        await update(first);
        await new Promise((resolve) => setTimeout(resolve, 100));
        await update(second);
      });
    await Promise.all([touch('par_a', 'par_b'), touch('par_b', 'par_a')]);
    expect(runs).toBeGreaterThan(2);
  });

  it('does not repeat what would fail again', async () => {
    let runs = 0;
    const refused = transaction(async (tx) => {
      runs += 1;
      await tx.$executeRaw`update partner set handle = 'Not A Handle'`;
    });
    await expect(refused).rejects.toThrow(/partner_handle_shape/);
    expect(runs).toBe(1);
    expect(lostToAnother(new Error('something else'))).toBe(false);
  });

  it('what the commit refuses is thrown too', async () => {
    const unbalanced = transaction(
      (tx) =>
        tx.$executeRaw`insert into ledger_transaction (kind, cause_key, partner_id, currency, effective_at, recorded_at, lines)
          values ('vest', 'test', 'par_a', 'USD', now(), now(), 2)`,
    );
    await expect(unbalanced).rejects.toThrow(/announces 2 lines and has 0/);
  });
});
