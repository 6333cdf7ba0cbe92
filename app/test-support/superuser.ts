import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '~/generated/prisma/client';
import type { Tx } from '~/platform/transaction.server';
import { ownerPool } from './db';

const owner = new PrismaClient({ adapter: new PrismaPg(ownerPool) });

class Undone extends Error {
  constructor(readonly result: unknown) {
    super('undone');
  }
}

/**
 * Does what only a superuser of the database can: edits with every trigger and foreign key switched off (reliability.md I2), looks at what came
 * of it, and takes it all back.
 * @param look runs in the same transaction, with the triggers on again
 */
export async function asSuperuser<T>(
  edit: (tx: Tx) => Promise<void>,
  look: (tx: Tx) => Promise<T>,
): Promise<T> {
  try {
    await owner.$transaction(
      async (tx) => {
        await tx.$executeRawUnsafe(`set local timezone = 'UTC'`);
        await tx.$executeRawUnsafe('set local session_replication_role = replica');
        await edit(tx);
        await tx.$executeRawUnsafe('set local session_replication_role = origin');
        throw new Undone(await look(tx));
      },
      { timeout: 120_000, maxWait: 20_000 },
    );
  } catch (error) {
    if (error instanceof Undone) return error.result as T;
    throw error;
  }
  throw new Error('the transaction was not taken back');
}
