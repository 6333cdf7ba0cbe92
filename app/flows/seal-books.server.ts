import {
  appendToChains,
  loadSealed,
  lockTips,
  saltsOf,
  saveUseMarks,
  type Tip,
  type Unsealed,
  unlessSealed,
} from '~/domain/chain/chain.server';
import { handoffRecord } from '~/domain/chain/handoff-record';
import { type ChainRecord, PROGRAM_CHAIN, subjectOf } from '~/domain/chain/record';
import {
  commissionRecord,
  ledgerRecord,
  payoutRecord,
  standingRecord,
  termsRecord,
} from '~/domain/chain/records-of-books';
import { programCurrency } from '~/domain/program/program.server';
import type { Terms } from '~/domain/program/terms';
import { loadAllTerms } from '~/domain/program/terms.server';
import { invariant } from '~/kernel/invariant';
import type { Instant } from '~/kernel/time';
import type { Tx } from '~/platform/transaction.server';
import { ledgerSince, standingsSince } from './sealed-tables.server';
import { type Growing, type SettledSubjects, unsealedOfSettled } from './unsealed-records.server';

/**
 * Appends to the chains what settling has changed: target records - sealed records, in the caller's transaction and after its last lock
 * (ADR-0060).
 */
export async function sealSettled(tx: Tx, settled: SettledSubjects & { now: Instant }): Promise<void> {
  const subjects = settled.customers.map((one) => `customer:${one.customer.id}`);
  const growing = await unsealedOfSettled(tx, { ...settled, salts: await saltsOf(tx, subjects) });
  await grow(tx, growing, settled.now);
}

/** Appends what became of a payout, its commissions and its money, in the caller's transaction and after its last lock. */
export async function sealPayout(tx: Tx, payoutId: string, now: Instant): Promise<void> {
  const payout = await tx.payout.findUniqueOrThrow({ where: { id: payoutId }, include: { items: true } });
  const commissions = await tx.commission.findMany({
    where: { id: { in: payout.items.map((item) => item.commissionId) } },
  });
  const records = [
    ...commissions.map((row) => ({
      record: commissionRecord(row) as ChainRecord,
      customerId: row.customerId,
    })),
    { record: payoutRecord(payout) as ChainRecord, customerId: null },
  ];
  const sealed = await loadSealed(tx, {
    customerIds: [],
    subjects: records.map(({ record }) => subjectOf(record)),
  });
  const own = sealed.get(payout.partnerId);
  const unsealed = records.flatMap(({ record, customerId }) => unlessSealed(record, own, customerId));
  await grow(tx, { records: new Map([[payout.partnerId, unsealed]]), marks: [] }, now);
}

/** Appends that a client accepted a handoff, in the caller's transaction and after its last lock. */
export async function sealHandoff(tx: Tx, handoffId: string, now: Instant): Promise<void> {
  const row = await tx.handoff.findUniqueOrThrow({ where: { id: handoffId } });
  const { acceptance, signature, signingKeyId } = row;
  invariant(
    acceptance !== null && signature !== null && signingKeyId !== null,
    `handoff ${handoffId} was accepted`,
  );
  const record = handoffRecord({ id: row.id, acceptance, signature, signingKeyId });
  await grow(tx, { records: new Map([[row.partnerId, [plain(record)]]]), marks: [] }, now);
}

/** Appends a partner's new standings, in the caller's transaction and after its last lock. */
export async function sealPartner(tx: Tx, partnerId: string, now: Instant): Promise<void> {
  await grow(tx, { records: new Map([[partnerId, []]]), marks: [] }, now);
}

/** Locks the chains, adds what their partners' tables that only grow have new, and appends. */
async function grow(tx: Tx, growing: Growing, now: Instant): Promise<void> {
  if (growing.records.size === 0) return;
  const tips = await lockTips(tx, [...growing.records.keys()], now);
  const partners = [...tips.values()].filter((tip) => tip.owner !== PROGRAM_CHAIN);
  const ledger = await ledgerSince(tx, partners);
  const standings = await standingsSince(tx, partners);
  const terms = await loadAllTerms(tx);
  const currency = await programCurrency(tx);
  const growths = [...tips.values()].map((tip) => {
    const news = growing.records.get(tip.owner) ?? [];
    const transactions = ledger.get(tip.owner) ?? [];
    const changes = standings.get(tip.owner) ?? [];
    const versions = termsToTell(terms, tip, [...changes.map((one) => one.termsKey), ...termsNamed(news)]);
    const records: Unsealed[] = [
      ...(tip.seq === 0 ? [plain({ type: 'chain', format: 'tributary-chain/1', currency })] : []),
      ...versions.map((version) => plain(termsRecord(version))),
      ...changes.map((standing) => plain(standingRecord(standing))),
      ...news,
      ...transactions.map((row) => plain(ledgerRecord(row))),
    ];
    const told: Tip = {
      ...tip,
      ledgerId: transactions.at(-1)?.id ?? tip.ledgerId,
      standingId: changes.at(-1)?.id ?? tip.standingId,
      terms: [...tip.terms, ...versions.map(versionOf)],
    };
    return { tip: told, records };
  });
  await appendToChains(tx, growths, now);
  await saveUseMarks(tx, growing.marks);
}

const plain = (record: ChainRecord): Unsealed => ({ record, subject: subjectOf(record), customerId: null });
const versionOf = ({ key, version }: { key: string; version: number }) => `${key}:${version}`;

/** All versions of every key that the chain names: which one holds depends on instants. */
function termsToTell(all: readonly Terms[], tip: Tip, named: readonly string[]): Terms[] {
  const known = new Set(tip.terms);
  const keys = new Set([...named, ...tip.terms.map((one) => one.slice(0, one.lastIndexOf(':')))]);
  return all.filter((terms) => keys.has(terms.key) && !known.has(versionOf(terms)));
}

function termsNamed(unsealed: readonly Unsealed[]): string[] {
  return unsealed.flatMap(({ record }) =>
    record.type === 'referral' || record.type === 'commission' ? (record.terms?.key ?? []) : [],
  );
}
