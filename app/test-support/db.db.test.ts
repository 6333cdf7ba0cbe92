import { expect, it } from 'vitest';
import { db } from '~/platform/db.server';
import { attempt, insertBareRows } from './bare-rows';
import { ownerPool, truncateAll } from './db';

it('truncateAll leaves a fresh database, guards included', async () => {
  const fresh = { program: await db.program.count(), versions: await db.termsVersion.count() };
  for (let round = 0; round < 2; round++) {
    await insertBareRows(ownerPool);
    await db.auditEntry.create({
      data: { at: new Date(), actorKind: 'system', action: 'a', subjectType: 's', subjectId: 'i' },
    });
    await truncateAll();
    expect(await db.partner.count()).toBe(0);
    expect(await db.auditEntry.count()).toBe(0);
  }
  expect({ program: await db.program.count(), versions: await db.termsVersion.count() }).toEqual(fresh);
  expect(await attempt(ownerPool, 'delete from audit_entry')).toMatch(/append-only/);
});
