import type { Milestones } from '~/domain/qualification/milestones';
import { iso } from '../commitment';
import type { Books } from './books';
import { type Findings, nameOf } from './finding';
import type { Recomputed } from './recompute';

const NAMES = ['activatedAt', 'paidAt', 'sustainedAt', 'churnedAt'] as const;

const words = (at: string | null) => at ?? 'never';

/** Whether the milestones of every customer credited here are those its facts give (domain.md section 4). */
export function checkMilestones(books: Books, { milestones }: Recomputed, findings: Findings): void {
  for (const [customer, due] of milestones) {
    const said = books.milestones.get(customer);
    if (!said) {
      const referral = books.referrals.get(customer);
      const at = referral && { line: referral.line, seq: referral.seq, subject: referral.subject };
      findings.add('milestones', `customer ${customer} is credited, its milestones are missing`, at);
      continue;
    }
    const wrong = NAMES.filter((name) => said.record[name] !== iso(due[name]));
    if (wrong.length === 0) continue;
    const differences = wrong.map((name) => difference(name, said.record[name], due));
    const at = { line: said.line, seq: said.seq, subject: said.subject };
    findings.add('milestones', `${nameOf(said)}: ${differences.join('; ')}`, at);
  }
  for (const said of books.milestones.values()) {
    if (books.referrals.has(said.record.customer)) continue;
    const at = { line: said.line, seq: said.seq, subject: said.subject };
    findings.add('milestones', `${nameOf(said)}: nobody says that the customer is credited here`, at);
  }
}

function difference(name: (typeof NAMES)[number], said: string | null, due: Milestones): string {
  return `${name} is ${words(said)}, the facts give ${words(iso(due[name]))}`;
}
