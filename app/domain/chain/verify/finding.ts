import type { ChainEvent } from '../event';
import type { ChainRecord } from '../record';

/** What is looked at, one after the other; a finding belongs to one of them. */
export const STAGES = [
  'file',
  'events',
  'days',
  'heads',
  'anchors',
  'referrals',
  'milestones',
  'commissions',
  'ledger',
  'payouts',
  'balance',
] as const;
export type Stage = (typeof STAGES)[number];

/** Something that is not as it must be, in words, with where it is. */
export interface Finding {
  stage: Stage;
  /** 1-based line of the export; null: no line of it, or none any more */
  line: number | null;
  seq: number | null;
  subject: string | null;
  message: string;
}

/** Of one stage so many are told in full: what follows from the first helps nobody. */
const TOLD_PER_STAGE = 20;

/** Findings in the order of the stages. */
export class Findings {
  private readonly all = new Map<Stage, Finding[]>();
  private readonly counts = new Map<Stage, number>();

  /** Notes something; where it is may be left out. */
  add(stage: Stage, message: string, at: Partial<Pick<Finding, 'line' | 'seq' | 'subject'>> = {}): void {
    const told = this.all.get(stage) ?? [];
    this.counts.set(stage, this.countOf(stage) + 1);
    this.all.set(stage, told);
    if (told.length >= TOLD_PER_STAGE) return;
    const { line = null, seq = null, subject = null } = at;
    told.push({ stage, line, seq, subject, message });
  }

  countOf(...stages: Stage[]): number {
    return stages.reduce((count, stage) => count + (this.counts.get(stage) ?? 0), 0);
  }

  total(): number {
    return this.countOf(...STAGES);
  }

  told(): Finding[] {
    return STAGES.flatMap((stage) => this.all.get(stage) ?? []);
  }
}

/** An event as people call it: "event 17, commission com_… of 2026-03-01". */
export function nameOf({ seq, record }: Pick<ChainEvent, 'seq' | 'record'>): string {
  return `event ${seq}, ${whatOf(record)}`;
}

const day = (at: string) => at.slice(0, 10);

/** What a record is about, in words. */
export function whatOf(record: ChainRecord): string {
  switch (record.type) {
    case 'chain':
      return 'the opening of the chain';
    case 'terms':
      return `version ${record.version} of the terms ${record.key}`;
    case 'standing':
      return `the standing of ${day(record.at)}`;
    case 'customer':
      return `customer ${record.customer}`;
    case 'referral':
      return `the referral of customer ${record.customer}`;
    case 'facts':
      return record.customer === null ? 'facts of a purchase' : `facts of customer ${record.customer}`;
    case 'milestones':
      return `the milestones of customer ${record.customer}`;
    case 'commission':
      return `commission ${record.id} of ${day(record.accruedAt)}`;
    case 'ledger':
      return `ledger transaction ${record.id} of ${day(record.effectiveAt)}`;
    case 'payout':
      return `payout ${record.id}, ${record.status}`;
    case 'handoff':
      return `handoff ${record.id}, accepted on ${day(record.acceptedAt)}`;
    case 'clicks':
      return `the clicks of ${record.day}`;
    case 'inbox':
      return `the inbox of ${record.day}`;
  }
}
