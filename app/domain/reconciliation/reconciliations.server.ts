import type { AdminScope } from '~/domain/identity/scope';
import type { Prisma, Reconciliation, ReconciliationFinding } from '~/generated/prisma/client';
import { newId } from '~/kernel/ids';
import type { Instant } from '~/kernel/time';
import { db } from '~/platform/db.server';
import { afterCursor, decodeCursor, type Listed, type Page, pageOf } from '~/platform/page';
import type { Tx } from '~/platform/transaction.server';
import {
  type Finding,
  type FindingCounts,
  type FindingView,
  noFindings,
  type ReconciliationView,
  type StepName,
  type StepReport,
  type SubjectType,
  stepsAhead,
} from './finding';

export interface NewReconciliation {
  origin: ReconciliationView['origin'];
  requestedBy?: string | null;
  /** of a scheduled one: the "once" of its month */
  month?: string | null;
  repair?: boolean;
  since?: Instant | null;
  at: Instant;
}

/**
 * Writes a run down before it begins; whoever works on it finds it by its state.
 * @returns its id; null when one that somebody asked for is under way, or the month has its own already
 */
export async function insertReconciliation(tx: Tx, wanted: NewReconciliation): Promise<string | null> {
  const { origin, requestedBy = null, month = null, repair = true, since = null, at } = wanted;
  const id = newId('rec', at);
  const { count } = await tx.reconciliation.createMany({
    data: [
      {
        id,
        origin,
        requestedBy,
        month,
        repair,
        since: since === null ? null : new Date(since),
        state: 'running',
        startedAt: new Date(at),
        steps: asJson(stepsAhead()),
      },
    ],
    // of two that somebody asked for the second meets the first one's index entry
    skipDuplicates: true,
  });
  return count === 1 ? id : null;
}

/** The runs that are not over, the oldest first; a killed one is among them. */
export async function unfinishedReconciliations(tx: Tx = db): Promise<Reconciliation[]> {
  return tx.reconciliation.findMany({
    where: { state: 'running' },
    orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
  });
}

/** How far a run has come. */
export async function saveProgress(id: string, steps: readonly StepReport[]): Promise<void> {
  await db.reconciliation.updateMany({ where: { id, state: 'running' }, data: { steps: asJson(steps) } });
}

/** Ends a run, once. */
export async function finishReconciliation(
  id: string,
  end: { state: 'done' | 'failed'; reason: string | null; steps: readonly StepReport[]; at: Instant },
): Promise<void> {
  const { state, reason, steps, at } = end;
  await db.reconciliation.updateMany({
    where: { id, state: 'running' },
    data: { state, reason, steps: asJson(steps), finishedAt: new Date(at) },
  });
}

/** Keeps findings of a step; they are never changed. */
export async function insertFindings(
  id: string,
  { step, findings, at }: { step: string; findings: readonly Finding[]; at: Instant },
): Promise<void> {
  if (findings.length === 0) return;
  await db.reconciliationFinding.createMany({
    data: findings.map(({ subject, currency, amount, ...finding }) => ({
      ...finding,
      reconciliationId: id,
      step,
      subjectType: subject.type,
      subjectId: subject.id,
      amount,
      currency: amount === null ? null : currency,
      at: new Date(at),
    })),
  });
}

const asJson = (steps: readonly StepReport[]): Prisma.InputJsonValue =>
  steps.map((step) => ({ ...step })) as Prisma.InputJsonValue;

/** Counts of findings, by run. */
async function countsOf(ids: readonly string[]): Promise<Map<string, FindingCounts>> {
  const rows = await db.reconciliationFinding.groupBy({
    by: ['reconciliationId', 'severity', 'outcome'],
    where: { reconciliationId: { in: [...ids] } },
    _count: true,
  });
  const counts = new Map<string, FindingCounts>();
  for (const { reconciliationId, severity, outcome, _count } of rows) {
    const of = counts.get(reconciliationId) ?? noFindings();
    of.bySeverity[severity] += _count;
    of.byOutcome[outcome] += _count;
    counts.set(reconciliationId, of);
  }
  return counts;
}

function view(row: Reconciliation, counts: FindingCounts | undefined): ReconciliationView {
  return {
    id: row.id,
    origin: row.origin as ReconciliationView['origin'],
    month: row.month,
    repair: row.repair,
    since: row.since?.getTime() ?? null,
    state: row.state,
    reason: row.reason,
    startedAt: row.startedAt.getTime(),
    finishedAt: row.finishedAt?.getTime() ?? null,
    steps: row.steps as unknown as StepReport[],
    counts: counts ?? noFindings(),
  };
}

/** Runs, the latest first. */
export async function listReconciliations(
  _scope: AdminScope,
  page: Page,
): Promise<Listed<ReconciliationView>> {
  const rows = await db.reconciliation.findMany({
    where: afterCursor(page, 'startedAt'),
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    take: page.limit + 1,
  });
  const counts = await countsOf(rows.map(({ id }) => id));
  const views = rows.map((row) => view(row, counts.get(row.id)));
  return pageOf(views, page, ({ startedAt, id }) => ({ at: startedAt, id }));
}

/** One run; undefined when there is none. */
export async function getReconciliation(
  _scope: AdminScope | null,
  id: string,
): Promise<ReconciliationView | undefined> {
  const row = await db.reconciliation.findUnique({ where: { id } });
  return row ? view(row, (await countsOf([id])).get(id)) : undefined;
}

// The order of the enum in the database, which a page's cursor carries in the place of an instant.
const rank = { info: 0, warning: 1, error: 2 } as const;
const byRank = ['info', 'warning', 'error'] as const;

/** What a run found, the worst first and then in the order found. */
export async function listFindings(
  _scope: AdminScope | null,
  reconciliationId: string,
  page: Page,
): Promise<Listed<FindingView>> {
  const rows = await db.reconciliationFinding.findMany({
    where: { reconciliationId, ...after(page) },
    orderBy: [{ severity: 'desc' }, { id: 'asc' }],
    take: page.limit + 1,
  });
  return pageOf(rows.map(findingView), page, ({ severity, id }) => ({ at: rank[severity], id }));
}

function after({ cursor }: Page): Prisma.ReconciliationFindingWhereInput {
  const position = cursor === undefined ? undefined : decodeCursor(cursor);
  const severity = byRank[position?.at ?? -1];
  if (!position || !severity || !/^\d{1,18}$/.test(position.id)) return {};
  const milder = byRank.slice(0, rank[severity]);
  return { OR: [{ severity: { in: milder } }, { severity, id: { gt: BigInt(position.id) } }] };
}

function findingView(row: ReconciliationFinding): FindingView {
  const { id, step, kind, severity, outcome, message, amount, currency } = row;
  const subject = { type: row.subjectType as SubjectType, id: row.subjectId };
  return {
    id: String(id),
    step: step as StepName,
    ...{ kind, severity, outcome, subject, message, amount, currency },
    at: row.at.getTime(),
  };
}
