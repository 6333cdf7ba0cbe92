-- Runs of the reconciliation and what they found (domain.md section 10).
SET LOCAL lock_timeout = '5s';

CREATE TYPE "ReconciliationState" AS ENUM ('running', 'done', 'failed');
CREATE TYPE "FindingSeverity" AS ENUM ('info', 'warning', 'error');
CREATE TYPE "FindingOutcome" AS ENUM ('repaired', 'waiting', 'left', 'needs_person', 'noted');

CREATE TABLE "reconciliation" (
    "id" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "requested_by" TEXT,
    "month" TEXT,
    "repair" BOOLEAN NOT NULL DEFAULT true,
    "since" TIMESTAMPTZ(3),
    "state" "ReconciliationState" NOT NULL,
    "reason" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "steps" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "reconciliation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "reconciliation_origin" CHECK ("origin" IN ('schedule', 'admin', 'api', 'command')),
    CONSTRAINT "reconciliation_ends_once" CHECK (("state" = 'running') = ("finished_at" IS NULL)),
    CONSTRAINT "reconciliation_month_by_schedule" CHECK (("month" IS NOT NULL) = ("origin" = 'schedule'))
);

CREATE TABLE "reconciliation_finding" (
    "id" BIGSERIAL NOT NULL,
    "reconciliation_id" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "severity" "FindingSeverity" NOT NULL,
    "outcome" "FindingOutcome" NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "amount" BIGINT,
    "currency" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reconciliation_finding_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "reconciliation_month_key" ON "reconciliation"("month");
CREATE INDEX "reconciliation_started_at_idx" ON "reconciliation"("started_at" DESC);
-- "two at once": whoever asks second finds the first one's row. What the schedule asks for waits for its turn.
CREATE UNIQUE INDEX "reconciliation_one_asked_for" ON "reconciliation"("state") WHERE "state" = 'running' AND "month" IS NULL;
CREATE INDEX "reconciliation_finding_reconciliation_id_severity_id_idx" ON "reconciliation_finding"("reconciliation_id", "severity", "id");

ALTER TABLE "reconciliation_finding" ADD CONSTRAINT "reconciliation_finding_reconciliation_id_fkey"
  FOREIGN KEY ("reconciliation_id") REFERENCES "reconciliation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE INDEX "subscription_change_subscription_id_at_idx" ON "subscription_change"("subscription_id", "at");

-- A report is evidence: what was found stays as it was found, and a run that ended stays as it ended.
REVOKE UPDATE, DELETE ON "reconciliation_finding" FROM tributary_app;
REVOKE DELETE ON "reconciliation" FROM tributary_app;

CREATE TRIGGER reconciliation_finding_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON reconciliation_finding FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('it is append-only');
CREATE TRIGGER reconciliation_is_kept
  BEFORE DELETE OR TRUNCATE ON reconciliation FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('its rows are kept for ever');
CREATE TRIGGER reconciliation_ended_stays
  BEFORE UPDATE ON reconciliation FOR EACH ROW
  WHEN (OLD.state <> 'running')
  EXECUTE FUNCTION refuse_change('a run that ended stays as it ended');
