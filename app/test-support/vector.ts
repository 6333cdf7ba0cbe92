import { readdirSync, readFileSync } from 'node:fs';

/** A worked example of the rules (app/test-support/vectors); bare amounts are minor units of USD, partners are handles. */
export interface Vector {
  name: string;
  why: string;
  partners: Array<{ handle: string; kind: 'affiliate' | 'agency'; terms: string; rateBps?: number }>;
  clicks: Array<{
    id: string;
    at: string;
    partner: string | null;
    channel?: 'impact';
    visitorId: string;
    source?: 'direct_link' | 'content' | 'agency';
  }>;
  events: Array<{ type: string; timestamp: string; data: Record<string, unknown> }>;
  until: string;
  expect: {
    customers: Record<
      string,
      { stage: string; milestones: Record<string, string | null>; referral: Record<string, unknown> | null }
    >;
    commissions: ExpectedCommission[];
    balances: Record<string, { accrued: string; pending: string; available: string }>;
  };
}

export interface ExpectedCommission {
  partner: string;
  customerId: string | null;
  reward: string;
  cause: { type: string; id: string; slice?: number };
  month: string | null;
  basis: string | null;
  uncapped: string;
  amount: string;
  reversed: string;
  status: string;
  accruedAt: string | null;
  vestedAt: string | null;
  releasedAt: string | null;
}

const folder = new URL('./vectors/', import.meta.url);

/** Every vector, in order of its number. */
export function loadVectors(): Vector[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Vector);
}

/** The same instant in one spelling: vectors leave out milliseconds here and there. */
export function sameInstant(text: string | null | undefined): string | null {
  return text ? new Date(text).toISOString() : null;
}
