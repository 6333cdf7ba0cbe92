import type { AdminScope } from '~/domain/identity/scope';
import { db } from '~/platform/db.server';

/** Names of people by user id, for what admins did. */
export async function namesOfPeople(
  _scope: AdminScope,
  userIds: readonly string[],
): Promise<Record<string, string>> {
  const ids = [...new Set(userIds)];
  if (ids.length === 0) return {};
  const rows = await db.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}
