import { expect, it } from 'vitest';
import { batchCsv, type ExportedPayout } from './batch-csv.server';

const payout: ExportedPayout = {
  ...{
    id: 'po_1',
    partner: { handle: 'ada', name: '=HYPERLINK("https://elsewhere.test")' },
    amount: 144_000n,
  },
  ...{ currency: 'USD', status: 'failed', needsReview: true, destination: 'acct_1', transferId: null },
  ...{
    manifestHash: 'a'.repeat(64),
    approvals: [{ by: 'usr_1', at: 0 }],
    paidAt: null,
    reason: '@cmd, "quoted"',
  },
  ...{ flags: ['first_payout', 'one_customer'], last: 5000n },
};

it('a batch as a table that no spreadsheet takes for a formula', () => {
  const text = batchCsv('pb_1', [payout], { usr_1: 'Ines' });
  const [row, ...more] = text.trimEnd().split('\r\n').slice(1);
  expect(more).toEqual([]);
  expect(row).toBe(
    [
      ...[
        '"pb_1"',
        '"po_1"',
        '"ada"',
        `"'=HYPERLINK(""https://elsewhere.test"")"`,
        '"1440.00"',
        '"USD"',
        '"50.00"',
      ],
      ...[
        '"failed"',
        '"yes"',
        '"first_payout one_customer"',
        '"Ines"',
        '"1970-01-01T00:00:00.000Z"',
        '"acct_1"',
      ],
      ...['', '', `"'@cmd, ""quoted"""`, `"${'a'.repeat(64)}"`],
    ].join(','),
  );
});
