import { formatMoney } from '~/kernel/money';
import type { ChainReport, Check } from './report';

const MARK: Record<Check['outcome'], string> = { right: 'ok ', wrong: 'NO ', skipped: ' - ' };
const WIDTH = 100;

/** A report to be read in a terminal. */
export function reportText(report: ChainReport): string {
  return [
    ...headOf(report),
    '',
    ...report.checks.flatMap(({ outcome, title, detail }) =>
      indented(detail, `  ${MARK[outcome]} ${title.padEnd(13)} `),
    ),
    ...section('Findings', findingsOf(report)),
    ...section('Balance, recomputed', balanceOf(report)),
    ...section('Commissions, recomputed', rewardsOf(report)),
    ...section('Recomputed here', bullets(report.recomputed)),
    ...section('Attested, that is, taken as signed', bullets(report.attested)),
    ...section('To know', bullets(report.notes)),
    '',
    verdictOf(report),
    '',
  ].join('\n');
}

/** The verdict in one sentence. */
export function verdictOf({ verdict, findingCount, events }: ChainReport): string {
  return verdict === 'right'
    ? `RIGHT: all ${events.toLocaleString('en-US')} events hold, and the books are what the rules give.`
    : `DAMAGED: ${findingCount.toLocaleString('en-US')} ${findingCount === 1 ? 'finding' : 'findings'}.`;
}

function headOf({ chain, program, asOf, period, tip, lastHead }: ChainReport): string[] {
  return [
    `Chain ${chain ?? 'unknown'} of ${program ?? 'an unknown program'}`,
    ...(period ? [`  sealed      ${period.from} to ${period.to}`] : []),
    ...(asOf ? [`  books as of ${asOf}`] : []),
    ...(tip ? [`  last hash   ${tip}`] : []),
    ...(lastHead ? [`  last head   ${lastHead.day}, event ${lastHead.seq}, key ${lastHead.key}`] : []),
  ];
}

function findingsOf({ findings, findingCount }: ChainReport): string[] {
  const told = findings.flatMap((finding) => {
    const place = finding.line === null ? '' : ` (line ${finding.line})`;
    return indented(`${finding.message}${place}`, '  - ');
  });
  const more = findingCount - findings.length;
  return more > 0 ? [...told, `  and ${more.toLocaleString('en-US')} more`] : told;
}

function balanceOf({ balance, currency }: ChainReport): string[] {
  if (!balance || currency === null) return [];
  const { pending, available, inTransit, paid } = balance;
  return Object.entries({ Pending: pending, Available: available, 'On its way': inTransit, Paid: paid }).map(
    ([name, amount]) => `  ${name.padEnd(12)} ${formatMoney(BigInt(amount), currency).padStart(16)}`,
  );
}

function rewardsOf({ rewards, currency }: ChainReport): string[] {
  if (currency === null) return [];
  return rewards.map(({ reward, count, amount, reversed }) => {
    const taken = reversed === '0' ? '' : `, of it reversed ${formatMoney(BigInt(reversed), currency)}`;
    return `  ${reward.padEnd(12)} ${formatMoney(BigInt(amount), currency).padStart(16)} in ${count}${taken}`;
  });
}

const section = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? [] : ['', title, ...lines];
const bullets = (texts: readonly string[]) => texts.flatMap((text) => indented(text, '  - '));

/** A text broken into lines behind its first words. */
function indented(text: string, first: string): string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(' ')) {
    const fits = line.length + word.length <= WIDTH || line.trim() === '' || line === first;
    if (!fits) {
      lines.push(line.trimEnd());
      line = ' '.repeat(first.length);
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}
