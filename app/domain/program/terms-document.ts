import { z } from 'zod';
import type { Instant } from '~/kernel/time';
import { type Reward, type Terms, WINDOW_DAYS_OFFERED } from './terms';

/** What identifies a version; it stands in columns, not in the document. */
export interface TermsIdentity {
  key: string;
  version: number;
  effectiveAt: Instant;
}

/** Money is a decimal string, as everywhere in JSON: numbers end at 2^53. */
const money = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number of minor units, written as a string')
  .transform(BigInt);
const count = z.number().int().min(0).max(1_000_000);
const name = z.string().trim().min(1).max(80);
const key = z
  .string()
  .regex(/^[a-z0-9](-?[a-z0-9])*$/, 'must be lower-case letters, digits and single hyphens')
  .max(40);

const flatReward = z.strictObject({
  kind: z.literal('flat'),
  key,
  name,
  amount: money,
  activeDaysAtLeast: count,
  membersAbove: count.nullable(),
});

const shareReward = z
  .strictObject({
    kind: z.literal('share'),
    key,
    name,
    rateBps: z.number().int().min(0).max(10_000).transform(BigInt),
    partnerRate: z.boolean(),
    monthlyValueAbove: money.nullable(),
    months: count.min(1).nullable(),
    capPerPartnerMonth: money.nullable(),
    capPerCustomer: money.nullable(),
  })
  .refine((reward) => reward.capPerPartnerMonth === null || reward.capPerCustomer === null, {
    // ADR-0013: an amount depends on one pool alone
    error: 'a reward is capped per partner and month or per customer, not both',
  });

/**
 * The JSON of `terms_version.document` and of the API: everything of domain.md section 5 but key, version and date. Durations are
 * days of 24 hours and calendar months, money is minor units of the program's currency, rates are basis points.
 */
export const TermsDocument = z.strictObject({
  name,
  scope: z.enum(['customer', 'purchase']),
  windowDays: z.literal(WINDOW_DAYS_OFFERED),
  activation: z.strictObject({ apiCalls: z.number().int().min(0).transform(BigInt), activeDays: count }),
  needsSustained: z.boolean(),
  holdDays: z.number().int().min(0).max(3650),
  rewards: z
    .array(z.discriminatedUnion('kind', [flatReward, shareReward]))
    .max(20)
    .refine((rewards) => new Set(rewards.map((reward) => reward.key)).size === rewards.length, {
      error: 'two rewards have the same key',
    }),
});

/** As it is written; `z.output` of the schema is a Terms without its identity. */
export type TermsDocumentJson = z.input<typeof TermsDocument>;

/**
 * A stored or posted document as the rules use it.
 * @throws {z.ZodError} naming every field that does not fit
 */
export function parseTermsDocument(document: unknown, identity: TermsIdentity): Terms {
  return { ...identity, ...TermsDocument.parse(document) };
}

/** The document of a version; parsing it again gives the same terms. */
export function serializeTerms(terms: Terms): TermsDocumentJson {
  return {
    name: terms.name,
    scope: terms.scope,
    windowDays: terms.windowDays,
    activation: { apiCalls: Number(terms.activation.apiCalls), activeDays: terms.activation.activeDays },
    needsSustained: terms.needsSustained,
    holdDays: terms.holdDays,
    rewards: terms.rewards.map(serializeReward),
  };
}

function serializeReward(reward: Reward): TermsDocumentJson['rewards'][number] {
  const text = (amount: bigint | null) => (amount === null ? null : String(amount));
  if (reward.kind === 'flat') return { ...reward, amount: String(reward.amount) };
  return {
    ...reward,
    rateBps: Number(reward.rateBps),
    monthlyValueAbove: text(reward.monthlyValueAbove),
    capPerPartnerMonth: text(reward.capPerPartnerMonth),
    capPerCustomer: text(reward.capPerCustomer),
  };
}
