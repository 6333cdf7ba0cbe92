import { db } from '~/platform/db.server';
import type { Tx } from '~/platform/transaction.server';

/** The program's house rules: its name, home, currency, minimum payout (minor units) and how many invitations may be open. */
export async function loadProgram(tx: Tx = db) {
  return tx.program.findUniqueOrThrow({ where: { id: 1 } });
}

/** The currency commissions are kept in (ISO 4217). */
export async function programCurrency(tx: Tx = db): Promise<string> {
  return (await loadProgram(tx)).currency;
}
