import type { PartnerStatus, Standing } from '~/domain/partner/standing';
import type { Terms } from '~/domain/program/terms';
import { parseTermsDocument } from '~/domain/program/terms-document';
import { byKeys } from '~/kernel/order';
import { canonical } from '../canonical';
import type { ChainLine } from '../export';
import type {
  ChainRecord,
  CommissionRecord,
  CustomerRecord,
  Fact,
  HandoffRecord,
  LedgerRecord,
  MilestonesRecord,
  PayoutRecord,
  ReferralRecord,
  StandingRecord,
} from '../record';
import { type Findings, nameOf, type Stage } from './finding';
import type { ReadEvent } from './read-export';

/** What a chain last says of something, and where. */
export interface Said<T> {
  record: T;
  line: number;
  seq: number;
  subject: string;
}

export type SaidFact = Said<Fact>;

/** The last word of a chain on everything in it. */
export interface Books {
  /** whose they are: a partner's id, or `program` */
  owner: string;
  currency: string;
  asOf: number;
  terms: Terms[];
  /** oldest first */
  standings: Standing[];
  customers: Map<string, Said<CustomerRecord>>;
  referrals: Map<string, Said<ReferralRecord>>;
  milestones: Map<string, Said<MilestonesRecord>>;
  commissions: Map<string, Said<CommissionRecord>>;
  ledger: Map<string, Said<LedgerRecord>>;
  payouts: Map<string, Said<PayoutRecord>>;
  handoffs: Map<string, Said<HandoffRecord>>;
  /** by `facts:<customer>` or `facts:payment:<payment>` */
  facts: Map<string, { customer: string | null; facts: SaidFact[] }>;
}

/** Reads the events into books; notes what takes the place of something that never changes. */
export function booksOf(
  header: Pick<ChainLine, 'chain' | 'currency' | 'asOf'>,
  events: readonly ReadEvent[],
  findings: Findings,
): Books {
  const books: Books = {
    owner: header.chain,
    currency: header.currency,
    asOf: Date.parse(header.asOf),
    terms: [],
    standings: [],
    customers: new Map(),
    referrals: new Map(),
    milestones: new Map(),
    commissions: new Map(),
    ledger: new Map(),
    payouts: new Map(),
    handoffs: new Map(),
    facts: new Map(),
  };
  const lasting = new Map<string, string>();
  const standings: StandingRecord[] = [];
  for (const event of events) {
    const { record } = event.event;
    if (!isNews(event, lasting, findings)) continue;
    if (record.type === 'terms') addTerms(books, event, findings);
    else if (record.type === 'standing') standings.push(record);
    else enter(books, saidOf(event, record), record);
  }
  books.standings = standings.map(standingOf).sort(byKeys((standing) => standing.at));
  return books;
}

function saidOf<T>({ at, event }: ReadEvent, record: T): Said<T> {
  return { record, line: at, seq: event.seq, subject: event.subject };
}

const NEVER_CHANGE: Partial<Record<ChainRecord['type'], Stage>> = {
  terms: 'referrals',
  standing: 'referrals',
  ledger: 'ledger',
  handoff: 'referrals',
};

/** False for what was said before; what never changes and is said differently is noted, and the first word counts. */
function isNews({ at, event }: ReadEvent, lasting: Map<string, string>, findings: Findings): boolean {
  const stage = NEVER_CHANGE[event.record.type];
  if (!stage) return true;
  const before = lasting.get(event.subject);
  if (before === undefined) {
    lasting.set(event.subject, canonical(event.record));
    return true;
  }
  findings.add(stage, `${nameOf(event)} takes the place of an earlier one, and must not`, {
    line: at,
    seq: event.seq,
    subject: event.subject,
  });
  return false;
}

function addTerms(books: Books, { at, event }: ReadEvent, findings: Findings): void {
  const { record } = event;
  if (record.type !== 'terms') return;
  const { key, version, effectiveAt, document } = record;
  try {
    books.terms.push(parseTermsDocument(document, { key, version, effectiveAt: Date.parse(effectiveAt) }));
  } catch {
    findings.add('referrals', `${nameOf(event)} are no terms`, {
      line: at,
      seq: event.seq,
      subject: event.subject,
    });
  }
}

function standingOf({ at, status, terms, rateBps }: StandingRecord): Standing {
  return {
    at: Date.parse(at),
    status: status as PartnerStatus,
    termsKey: terms,
    rateBps: rateBps === null ? null : BigInt(rateBps),
  };
}

function enter(books: Books, said: Said<ChainRecord>, record: ChainRecord): void {
  switch (record.type) {
    case 'customer':
      books.customers.set(record.customer, { ...said, record });
      return;
    case 'referral':
      books.referrals.set(record.customer, { ...said, record });
      return;
    case 'milestones':
      books.milestones.set(record.customer, { ...said, record });
      return;
    case 'commission':
      books.commissions.set(record.id, { ...said, record });
      return;
    case 'ledger':
      books.ledger.set(record.id, { ...said, record });
      return;
    case 'payout':
      books.payouts.set(record.id, { ...said, record });
      return;
    case 'handoff':
      books.handoffs.set(record.id, { ...said, record });
      return;
    case 'facts': {
      // uses have a subject of their own: a customer's facts are those of both
      const key = record.customer === null ? said.subject : `facts:${record.customer}`;
      const known = books.facts.get(key) ?? { customer: record.customer, facts: [] };
      known.facts.push(...record.facts.map((fact) => ({ ...said, record: fact })));
      books.facts.set(key, known);
    }
  }
}
