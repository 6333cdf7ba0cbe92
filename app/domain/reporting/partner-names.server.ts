import type { AdminScope } from '~/domain/identity/scope';
import { db } from '~/platform/db.server';

/** Names of partners by id, for lists of admins. */
export async function namesOfPartners(
  _scope: AdminScope,
  ids: ReadonlyArray<string | null>,
): Promise<Record<string, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  const rows = await db.partner.findMany({
    where: { id: { in: wanted } },
    select: { id: true, name: true },
  });
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}
