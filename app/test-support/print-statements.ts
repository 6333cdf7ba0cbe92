import { createHash } from 'node:crypto';
import { monthCsv } from '~/domain/payout/month-csv.server';
import { monthPdf } from '~/domain/payout/month-pdf.server';
import type { MonthStatement } from '~/domain/payout/month-statement';
import type { Statement } from '~/domain/payout/statement';
import { statementCsv } from '~/domain/payout/statement-csv.server';
import { statementPdf } from '~/domain/payout/statement-pdf.server';

// Started as a process of its own by close-months.db.test.ts: prints the SHA-256 of statements it is given as JSON, bigints as "5n".

const sha = (body: string | Uint8Array) => createHash('sha256').update(body).digest('hex');

const { month, payout } = JSON.parse(process.argv[2] ?? '', (_, value) =>
  typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
) as { month: MonthStatement; payout: Statement };

process.stdout.write(
  JSON.stringify({
    monthPdf: sha(await monthPdf(month)),
    monthCsv: sha(monthCsv(month)),
    payoutPdf: sha(await statementPdf(payout)),
    payoutCsv: sha(statementCsv(payout)),
  }),
);
