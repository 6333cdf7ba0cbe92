import { z } from 'zod';
import { type Reward, type Terms, WINDOW_DAYS_OFFERED } from '~/domain/program/terms';
import { TermsDocument, type TermsDocumentJson } from '~/domain/program/terms-document';
import { parseAmount } from '~/kernel/amount-input';
import { toDecimalString } from '~/kernel/money';
import { isStorable } from '~/kernel/text';

/** Terms as a form has them: text in every field, '' where nothing is asked for. */
export type TermsFields = {
  name: string;
  scope: string;
  windowDays: string;
  apiCalls: string;
  activeDays: string;
  needsSustained: string;
  holdDays: string;
  rewards: RewardFields[];
};

export type RewardFields = {
  kind: string;
  key: string;
  name: string;
  amount: string;
  activeDaysAtLeast: string;
  membersAbove: string;
  rate: string;
  partnerRate: string;
  monthlyValueAbove: string;
  months: string;
  capPerPartnerMonth: string;
  capPerCustomer: string;
};

const text = (error: string) => z.string({ error }).trim().refine(isStorable, error);
const count = z
  .string({ error: 'Give a whole number.' })
  .trim()
  .regex(/^\d{1,6}$/, 'Give a whole number.')
  .transform(Number);
const optional = <T extends z.ZodType>(field: T) => field.optional().transform((value) => value ?? null);
const percent = z
  .string({ error: 'Give a rate in percent.' })
  .trim()
  .regex(/^\d{1,3}(\.\d{1,2})?$/, 'Give a rate in percent, with two decimals at most.')
  .transform((typed) => Number(toBps(typed)))
  .refine((bps) => bps <= 10_000, 'Not more than 100 percent.');

function toBps(typed: string): string {
  const [whole = '', decimals = ''] = typed.split('.');
  return whole + decimals.padEnd(2, '0');
}

/** The form's schema; amounts are typed in whole units of the currency. */
export function termsSchema(currency: string) {
  const money = z.string({ error: 'Give an amount.' }).transform((typed, context) => {
    const amount = parseAmount(typed, currency);
    if (amount !== undefined) return amount.toString();
    context.addIssue(`Give an amount in ${currency}, such as 50.00.`);
    return z.NEVER;
  });
  const named = { key: text('Give the reward a key.'), name: text('Give the reward a name.') };
  const flat = z.object({
    kind: z.literal('flat'),
    ...named,
    amount: money,
    activeDaysAtLeast: optional(count).transform((days) => days ?? 0),
    membersAbove: optional(count),
  });
  const share = z.object({
    kind: z.literal('share'),
    ...named,
    rate: percent,
    partnerRate: z.boolean().default(false),
    monthlyValueAbove: optional(money),
    months: optional(count),
    capPerPartnerMonth: optional(money),
    capPerCustomer: optional(money),
  });
  return z.object({
    name: text('Give the terms a name.'),
    scope: z.enum(['customer', 'purchase'], { error: 'Choose who is credited.' }),
    windowDays: z
      .enum(WINDOW_DAYS_OFFERED.map(String), { error: 'Choose a window.' })
      .transform((days) => Number(days) as Terms['windowDays']),
    apiCalls: count,
    activeDays: count,
    needsSustained: z.boolean().default(false),
    holdDays: count,
    rewards: z.array(z.discriminatedUnion('kind', [flat, share])).default([]),
  });
}

export type TermsTyped = z.output<ReturnType<typeof termsSchema>>;

/** What was typed as a document, or what is wrong with it as a whole, by the form's names of fields. */
export function toDocument(
  typed: TermsTyped,
): { document: TermsDocumentJson } | { fieldErrors: Record<string, string[]> } {
  const { apiCalls, activeDays, rewards, ...terms } = typed;
  const document: TermsDocumentJson = {
    ...terms,
    activation: { apiCalls, activeDays },
    rewards: rewards.map((reward) => {
      if (reward.kind === 'flat') return reward;
      const { rate, ...share } = reward;
      return { ...share, rateBps: rate };
    }),
  };
  const read = TermsDocument.safeParse(document);
  if (read.success) return { document };
  const fieldErrors: Record<string, string[]> = {};
  for (const { path, message } of read.error.issues) {
    const field = fieldOf(path);
    fieldErrors[field] = [...(fieldErrors[field] ?? []), `${capital(message)}.`];
  }
  return { fieldErrors };
}

/** "rewards[0].key" of ["rewards", 0, "key"]; activation's fields stand beside the others. */
function fieldOf(path: readonly PropertyKey[]): string {
  const [first, second, third] = path.map(String);
  if (first === 'activation') return second ?? '';
  if (first === 'rewards' && second !== undefined)
    return `rewards[${second}]${third ? `.${third === 'rateBps' ? 'rate' : third}` : ''}`;
  return first ?? '';
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** Terms as the form begins with them. */
export function fieldsOf(terms: Omit<Terms, 'version' | 'effectiveAt'>, currency: string): TermsFields {
  return {
    name: terms.name,
    scope: terms.scope,
    windowDays: String(terms.windowDays),
    apiCalls: String(terms.activation.apiCalls),
    activeDays: String(terms.activation.activeDays),
    needsSustained: terms.needsSustained ? 'on' : '',
    holdDays: String(terms.holdDays),
    rewards: terms.rewards.map((reward) => rewardFields(reward, currency)),
  };
}

function rewardFields(reward: Reward, currency: string): RewardFields {
  const money = (amount: bigint | null) => (amount === null ? '' : toDecimalString(amount, currency));
  const number = (n: number | null) => (n === null ? '' : String(n));
  const { kind, key, name } = reward;
  if (kind === 'flat') {
    const { amount, activeDaysAtLeast, membersAbove } = reward;
    const days = activeDaysAtLeast === 0 ? '' : String(activeDaysAtLeast);
    return {
      ...newReward('flat'),
      ...{ key, name, amount: money(amount), activeDaysAtLeast: days, membersAbove: number(membersAbove) },
    };
  }
  return {
    ...newReward('share'),
    ...{ key, name, rate: toDecimalString(reward.rateBps, 'USD').replace(/\.?0+$/, '') },
    partnerRate: reward.partnerRate ? 'on' : '',
    monthlyValueAbove: money(reward.monthlyValueAbove),
    months: number(reward.months),
    capPerPartnerMonth: money(reward.capPerPartnerMonth),
    capPerCustomer: money(reward.capPerCustomer),
  };
}

/** An empty reward of a kind. */
export function newReward(kind: Reward['kind']): RewardFields {
  return {
    kind,
    ...{ key: '', name: '', amount: '', activeDaysAtLeast: '', membersAbove: '', rate: '', partnerRate: '' },
    ...{ monthlyValueAbove: '', months: '', capPerPartnerMonth: '', capPerCustomer: '' },
  };
}
