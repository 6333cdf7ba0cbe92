import { describe, expect, it } from 'vitest';
import { amountNote, causeText, rateText, ruleText, type Statement, type StatementLine } from './statement';
import { statementCsv } from './statement-csv.server';
import { statementPdf } from './statement-pdf.server';

const share: StatementLine = {
  commissionId: 'com_1',
  customer: 'acme',
  customerEmail: 'ann@acme.dev',
  cause: { type: 'payment', id: 'inv-1', slice: 2 },
  reward: 'tier-3',
  rewardName: 'Revenue share',
  terms: 'developer',
  termsVersion: 1,
  rateBps: '1500',
  basis: '24000',
  uncapped: '3600',
  commission: '3600',
  reversed: '0',
  month: '2026-03',
  releasedAt: 0,
  amount: '3600',
};
const flat: StatementLine = {
  ...share,
  commissionId: 'com_2',
  customer: '=HYPERLINK("http://x")',
  cause: { type: 'customer', id: 'acme' },
  reward: 'tier-1',
  rewardName: 'Casual referral',
  rateBps: null,
  basis: null,
  uncapped: '5000',
  commission: '5000',
  month: null,
  amount: '5000',
};
const clawback: StatementLine = { ...share, commissionId: 'com_3', reversed: '3600', amount: '-600' };

const statement: Statement = {
  payoutId: 'po_1',
  program: 'EmDash',
  partner: { handle: 'ann', name: 'Ann Łukasz' },
  amount: 8000n,
  currency: 'USD',
  status: 'paid',
  destination: 'acct_1',
  transferId: 'tr_1',
  requestedAt: Date.UTC(2026, 5, 1),
  paidAt: Date.UTC(2026, 5, 2, 12),
  lines: [clawback, share, flat],
};

describe('what a statement says', () => {
  it('names cause, rule and rate', () => {
    expect(causeText(share)).toBe('payment inv-1, month 3');
    expect(causeText(flat)).toBe('customer acme');
    expect(ruleText(share, 'USD')).toBe('Revenue share (developer 1): 15 % of $240.00');
    expect(ruleText({ ...share, uncapped: '9900' }, 'USD')).toContain('capped at $36.00');
    expect(ruleText(flat, 'USD')).toBe('Casual referral (developer 1)');
    expect([1500n, 1250n, 1205n, 5n].map(rateText)).toEqual(['15 %', '12.5 %', '12.05 %', '0.05 %']);
  });

  it('tells parts and recoveries apart', () => {
    expect([share, { ...share, amount: '1' }, clawback].map(amountNote)).toEqual([
      'in full',
      'in part',
      'recovered',
    ]);
  });
});

describe('as CSV', () => {
  const rows = statementCsv(statement).trimEnd().split('\r\n');

  it('has a row per commission and a total equal to the payout', () => {
    expect(rows).toHaveLength(5);
    expect(rows[4]).toContain('"80.00","total","USD"');
    expect(rows[2]).toContain('"a…@acme.dev","payment inv-1, month 3","2026-03"');
  });

  it('disarms formulas and leaves negative amounts numbers', () => {
    expect(rows[3]).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(rows[1]).toContain('"-6.00","recovered"');
  });
});

describe('as PDF', () => {
  it('is the same bytes every time, and other bytes for another payout', async () => {
    const [first, second] = [await statementPdf(statement), await statementPdf({ ...statement })];
    expect(first.equals(second)).toBe(true);
    expect(first.subarray(0, 5).toString()).toBe('%PDF-');
    expect(first.equals(await statementPdf({ ...statement, transferId: 'tr_2' }))).toBe(false);
  });

  it('prints a line for each commission and the total, over as many pages as it takes', async () => {
    const many = { ...statement, amount: 3600n * 120n, lines: Array.from({ length: 120 }, () => share) };
    const text = textOf(await statementPdf(many));
    expect(text).toContain('$4,320.00');
    expect(text.split('inv-1').length - 1).toBe(120);
    expect((await statementPdf(many)).toString('latin1').match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(
      3,
    );
  });
});

/** The text of an uncompressed PDF of ours: hex strings of its text operators, kerning taken out. */
function textOf(pdf: Buffer): string {
  const source = pdf.toString('latin1');
  return [...source.matchAll(/\[([^\]]*)\] TJ/g)]
    .map(([, parts = '']) =>
      [...parts.matchAll(/<([0-9a-f]+)>/g)]
        .map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1'))
        .join(''),
    )
    .join('\n');
}
