import { type Command, type Given, optional, Refusal, type Report } from './command';

/** `reconcile`: the books against Stripe, and against themselves. */
export const reconcile: Command = {
  name: 'reconcile',
  summary: 'Compares the books with Stripe and with themselves, and repairs what is missing',
  details: [
    'What never arrived is fetched and recorded as if it had; nothing that stands is changed. The report is kept and shown under Admin,',
    'Reconciliation. Exit status 0: the books are right and nothing needs a person.',
  ],
  options: {
    'dry-run': { type: 'boolean', description: 'finds differences and leaves them' },
    since: { type: 'string', value: '<day>', description: 'only what Stripe made on or after this UTC day' },
  },
  async run(given) {
    const since = sinceOf(given);
    const { reconcileNow } = await import('~/flows/reconcile.server');
    const { unlessClockMoves } = await import('~/platform/background-work.server');
    const wanted = { origin: 'command', by: null, repair: given['dry-run'] !== true, since } as const;
    let report: Report | undefined;
    const ran = await unlessClockMoves(async () => {
      const result = await reconcileNow(wanted, progressOn(process.stderr));
      if (result.outcome === 'ended') report = await reportOf(result.run);
    });
    if (!ran) throw new Refusal("The program's clock is being moved. Try again when it stands.");
    if (!report) throw new Refusal('A reconciliation is under way. Wait until it is over.');
    return report;
  },
};

function sinceOf(given: Given): number | null {
  const text = optional(given, 'since');
  if (text === undefined) return null;
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at)) throw new Refusal('--since must be a day such as 2026-01-31.');
  return at;
}

type Progress = Parameters<typeof import('~/flows/reconcile.server').reconcileNow>[1];

const SAY_EVERY_MS = 1_000;

/** A line when a step turns, and now and then while it goes on. */
function progressOn(stream: NodeJS.WriteStream): Progress {
  let said = '';
  let last = 0;
  return ({ step, state, read, total, findings, reason }) => {
    const turn = `${step} ${state}`;
    if (turn === said && Date.now() - last < SAY_EVERY_MS) return;
    said = turn;
    last = Date.now();
    const of = total === null || total === read ? read.toLocaleString('en-US') : `${read} of ${total}`;
    stream.write(`${step.padEnd(13)} ${state.padEnd(10)} ${of} looked at, ${findings} found`);
    stream.write(reason === null ? '\n' : `: ${reason}\n`);
  };
}

async function reportOf(run: import('~/domain/reconciliation/finding').ReconciliationView): Promise<Report> {
  const { isAllRight } = await import('~/domain/reconciliation/finding');
  const { listFindings } = await import('~/domain/reconciliation/reconciliations.server');
  const { presentFinding, presentReconciliation } = await import('~/routes/api/reconciliation-answers');
  const findings: Awaited<ReturnType<typeof listFindings>>['data'] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listFindings(null, run.id, {
      limit: 200,
      ...(cursor === undefined ? {} : { cursor }),
    });
    findings.push(...page.data);
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  const { bySeverity: found, byOutcome: done } = run.counts;
  const right = isAllRight(run);
  const lines = findings.map(({ severity, step, message }) => `${severity.padEnd(8)} ${step}: ${message}`);
  if (run.reason !== null) lines.push(run.reason);
  lines.push(
    `${found.error} errors, ${found.warning} warnings, ${found.info} notes; ${done.repaired} repaired, ${done.needs_person} need a person.`,
    right ? 'The books are right.' : 'The books are not known to be right.',
  );
  const json = { ...presentReconciliation(run), right, findings: findings.map(presentFinding) };
  return { lines, json, exitStatus: right ? 0 : 1 };
}
