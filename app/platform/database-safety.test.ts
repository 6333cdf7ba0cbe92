import { expect, test } from 'vitest';
import { unsafeBecause } from './database-safety.server';

const safe = {
  role: 'tributary_app',
  superuser: false,
  ledgerOwner: 'tributary',
  ownsLedger: false,
  timezone: 'UTC',
  fsync: 'on',
  fullPageWrites: 'on',
  synchronousCommit: 'on',
};

test('a database whose ledger we cannot rewrite and which keeps its commits is safe', () => {
  expect(unsafeBecause(safe)).toEqual([]);
});

test.each([
  [{ ledgerOwner: null }, /ledger_entry is missing/],
  [{ superuser: true }, /is a superuser/],
  [{ ownsLedger: true }, /owns the ledger/],
  [{ timezone: 'Europe/Berlin' }, /time zone is Europe\/Berlin/],
  [{ fsync: 'off' }, /fsync is off/],
  [{ fullPageWrites: 'off' }, /full_page_writes is off/],
  [{ synchronousCommit: 'off' }, /synchronous_commit is off/],
])('%o is refused with its reason', (fact, reason) => {
  expect(unsafeBecause({ ...safe, ...fact })).toEqual([expect.stringMatching(reason)]);
});
