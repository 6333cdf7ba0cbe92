import type { PartnerScope } from '~/domain/identity/scope';
import { db } from '~/platform/db.server';

/** Names of people of the asker's workspace by user id, also of those who left; others are not named. */
export async function namesInWorkspace(
  { partnerId }: PartnerScope,
  userIds: ReadonlyArray<string | null>,
): Promise<Record<string, string>> {
  const wanted = [...new Set(userIds.filter((id) => id !== null))];
  if (wanted.length === 0) return {};
  const rows = await db.partnerMember.findMany({
    where: { partnerId, userId: { in: wanted } },
    select: { userId: true, user: { select: { name: true } } },
  });
  return Object.fromEntries(rows.map(({ userId, user }) => [userId, user.name]));
}
