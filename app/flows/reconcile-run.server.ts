import type { Finding, StepName, StepReport } from '~/domain/reconciliation/finding';
import { insertFindings, saveProgress } from '~/domain/reconciliation/reconciliations.server';
import type { Instant } from '~/kernel/time';
import { now } from '~/platform/clock.server';

/** Told now and then how far a run is. */
export type OnProgress = (report: StepReport) => void;

/** Stripe could not be asked: what it has is not known, so nothing can be said (domain.md section 10). */
export class StripeUnreachable extends Error {
  override name = 'StripeUnreachable';
}

// Written down for the page at most this often, in milliseconds of the machine.
const SAVE_EVERY_MS = 500;

/** A run while it works: what it may do, what it has seen, and how it says so. */
export class Run {
  private lastSaved = 0;
  /** deliveries this run put through the inbox: what they touched is looked at in the end */
  readonly delivered: Array<{ inboundId: string; objectId: string }> = [];

  constructor(
    readonly id: string,
    /** false: differences are found and left */
    readonly repair: boolean,
    /** only what Stripe made at or after it; null = everything */
    readonly since: Instant | null,
    readonly steps: StepReport[],
    private readonly onProgress: OnProgress,
  ) {}

  /** Notes how a step stands. */
  async note(name: StepName, change: Partial<Omit<StepReport, 'step'>>): Promise<void> {
    const report = this.of(name);
    const turned = change.state !== undefined && change.state !== report.state;
    Object.assign(report, change);
    this.onProgress(report);
    if (!turned && Date.now() - this.lastSaved < SAVE_EVERY_MS) return;
    this.lastSaved = Date.now();
    await saveProgress(this.id, this.steps);
  }

  /** Keeps findings of a step at once: a run that is killed has lost none. */
  async found(name: StepName, findings: readonly Finding[]): Promise<void> {
    if (findings.length === 0) return;
    this.of(name).findings += findings.length;
    await insertFindings(this.id, { step: name, findings, at: now() });
  }

  /** More was looked at. */
  looked(name: StepName, more: number): Promise<void> {
    return this.note(name, { read: this.of(name).read + more });
  }

  private of(name: StepName): StepReport {
    const report = this.steps.find(({ step }) => step === name);
    if (!report) throw new Error(`no step ${name}`);
    return report;
  }
}
