import { z } from 'zod';
import type { TermsDocumentJson } from '~/domain/program/terms-document';
import type { ExportLine } from '../export';
import type { SignedHead } from '../head';
import type { ChainRecord, Fact } from '../record';

// The shapes of record.ts, leaf.ts, head.ts and export.ts as something that can be checked.

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const at = z
  .string()
  .refine((text) => INSTANT.test(text) && !Number.isNaN(Date.parse(text)), 'is no instant in UTC');
const day = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'is no day');
const amount = z.string().regex(/^(0|-?[1-9]\d{0,17})$/, 'is no amount of minor units');
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'is no hash of 64 hex digits');
const count = z.int().min(0);
const id = z.string();
const termsName = z.strictObject({ key: id, version: count });
const source = z.enum(['direct_link', 'content', 'agency']).nullable();

const fact: z.ZodType<Fact> = z.discriminatedUnion('fact', [
  z.strictObject({ fact: z.literal('use'), id, at, apiCalls: amount }),
  z.strictObject({ fact: z.literal('members'), id, at, members: z.int() }),
  z.strictObject({ fact: z.literal('subscription'), id, at, subscription: id, status: z.string() }),
  z.strictObject({
    fact: z.literal('payment'),
    id,
    at,
    amount,
    currency: z.string(),
    basis: amount.nullable(),
    period: z.strictObject({ start: at, end: at }).nullable(),
    click: id.nullable(),
  }),
  z.strictObject({ fact: z.literal('rate'), payment: id, basis: amount }),
  z.strictObject({
    fact: z.literal('refund'),
    payment: id,
    id,
    at,
    amount,
    outOf: amount.exactOptional(),
  }),
  z.strictObject({ fact: z.literal('refund_undone'), payment: id, id, at }),
  z.strictObject({ fact: z.literal('dispute_opened'), payment: id, id, at }),
  z.strictObject({
    fact: z.literal('dispute_closed'),
    payment: id,
    id,
    at,
    outcome: z.enum(['won', 'lost']),
    amount: amount.exactOptional(),
    outOf: amount.exactOptional(),
  }),
  z.strictObject({ fact: z.literal('dispute_restored'), payment: id, id, at }),
  z.strictObject({ fact: z.literal('click'), id, at, windowDays: count, source: z.string().nullable() }),
  z.strictObject({ fact: z.literal('other_payment'), id, at }),
  z.strictObject({ fact: z.literal('other_payment_returned'), payment: id, at }),
  z.strictObject({ fact: z.literal('other_payment_kept'), payment: id, at }),
]);

const candidate = z.strictObject({ candidate: z.string(), verdict: z.string() });
const entry = z.strictObject({ account: z.string(), amount });

const record: z.ZodType<ChainRecord> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('chain'), format: z.literal('tributary-chain/1'), currency: z.string() }),
  z.strictObject({
    type: z.literal('terms'),
    key: id,
    version: count,
    effectiveAt: at,
    // read by the terms' own rules later
    document: z.custom<TermsDocumentJson>((value) => typeof value === 'object' && value !== null),
  }),
  z.strictObject({
    type: z.literal('standing'),
    id,
    at,
    status: z.string(),
    terms: id,
    rateBps: z.int().nullable(),
  }),
  z.strictObject({
    type: z.literal('customer'),
    customer: id,
    identity: hash,
    signedUpAt: at,
    selfReferral: z.boolean(),
    decision: z.strictObject({ outcome: z.enum(['allowed', 'denied']), at }).nullable(),
  }),
  z.strictObject({
    type: z.literal('referral'),
    customer: id,
    credited: z.boolean(),
    channel: z.enum(['partner', 'impact']).nullable(),
    reason: z.string().nullable(),
    source,
    linkedAt: at.nullable(),
    creditedAt: at.nullable(),
    click: id.nullable(),
    terms: termsName.nullable(),
    candidates: z.array(candidate),
  }),
  z.strictObject({ type: z.literal('facts'), customer: id.nullable(), facts: z.array(fact) }),
  z.strictObject({
    type: z.literal('milestones'),
    customer: id,
    activatedAt: at.nullable(),
    paidAt: at.nullable(),
    sustainedAt: at.nullable(),
    churnedAt: at.nullable(),
  }),
  z.strictObject({
    type: z.literal('commission'),
    id,
    customer: id.nullable(),
    payment: id.nullable(),
    slice: count.nullable(),
    reward: id,
    terms: termsName,
    basis: amount.nullable(),
    rateBps: z.int().nullable(),
    uncapped: amount,
    amount,
    reversed: amount,
    status: z.enum(['accrued', 'vested', 'released', 'paid', 'reversed']),
    month: z.string().nullable(),
    accruedAt: at,
    vestedAt: at.nullable(),
    releasedAt: at.nullable(),
    reversedAt: at.nullable(),
    reversalReason: z.string().nullable(),
    paidAt: at.nullable(),
    withdrawn: z.boolean(),
  }),
  z.strictObject({
    type: z.literal('ledger'),
    id,
    kind: z.string(),
    cause: z.string(),
    effectiveAt: at,
    commission: id.nullable(),
    payout: id.nullable(),
    cancels: id.nullable(),
    currency: z.string(),
    entries: z.array(entry),
  }),
  z.strictObject({
    type: z.literal('payout'),
    id,
    status: z.string(),
    amount,
    currency: z.string(),
    destination: z.string(),
    manifest: z.string(),
    requestedAt: at,
    decidedAt: at.nullable(),
    paidAt: at.nullable(),
    transfer: z.string().nullable(),
    items: z.array(z.strictObject({ commission: id, amount })),
  }),
  z.strictObject({
    type: z.literal('handoff'),
    id,
    acceptedAt: at,
    manifest: hash,
    client: hash,
    key: z.string(),
    signature: z.string(),
  }),
  z.strictObject({ type: z.literal('clicks'), day, count, root: hash }),
  z.strictObject({ type: z.literal('inbox'), day, count, root: hash }),
]);

const publicKey = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: z.string(),
  x: z.string(),
});
const head = z.strictObject({ chain: id, seq: z.int().min(1), hash, day, at, key: z.string() });
const clickLeaf = z.strictObject({
  id,
  seq: z.string(),
  at,
  channel: z.enum(['partner', 'impact']),
  link: z.string().nullable(),
  source: z.string().nullable(),
  windowDays: count,
  unique: z.boolean(),
  visit: hash,
});
const deliveryLeaf = z.strictObject({
  id,
  seq: z.string(),
  source: z.string(),
  externalId: z.string(),
  type: z.string(),
  receivedAt: at,
  body: hash,
});

/** A line of an export. */
export const Line: z.ZodType<ExportLine> = z.discriminatedUnion('line', [
  z.strictObject({
    line: z.literal('chain'),
    format: z.literal('tributary-chain/1'),
    chain: id,
    program: z.string(),
    currency: z.string(),
    asOf: at,
    events: count,
    tip: hash,
  }),
  z.strictObject({ line: z.literal('key'), key: publicKey }),
  z.strictObject({
    line: z.literal('event'),
    hash,
    event: z.strictObject({
      chain: id,
      seq: z.int().min(1),
      subject: z.string(),
      recordedAt: at,
      record,
    }),
  }),
  z.strictObject({ line: z.literal('leaf'), day, hash, leaf: z.union([clickLeaf, deliveryLeaf]) }),
  z.strictObject({ line: z.literal('head'), head, signature: z.string() }),
  z.strictObject({
    line: z.literal('end'),
    lines: count,
    sha256: hash,
    balance: z
      .strictObject({ pending: amount, available: amount, inTransit: amount, paid: amount })
      .nullable(),
    key: z.string(),
    signature: z.string(),
  }),
]);

/** A head that was kept outside, with or without the `line` of an export. */
export const AnchoredHead: z.ZodType<SignedHead> = z.object({ head, signature: z.string() });

/** A key of `/.well-known/tributary-keys.json`; members this program does not need may stand beside. */
export const GivenKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: z.string(),
  x: z.string(),
});

/** The first thing that is wrong with a value, as "event.record.amount is no amount". */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.join('.') ?? '';
  return path === '' ? (issue?.message ?? 'unknown') : `${path}: ${issue?.message}`;
}
