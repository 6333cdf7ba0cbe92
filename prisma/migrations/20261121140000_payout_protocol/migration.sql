-- What sending payouts must remember between tries, what a statement lists, and whose Stripe customers are whose.
SET LOCAL lock_timeout = '5s';

ALTER TABLE "payout" ADD COLUMN "statement_lines" JSONB NOT NULL DEFAULT '[]';

ALTER TABLE "payout_attempt"
  ADD COLUMN "tries" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "last_called_at" TIMESTAMPTZ(3),
  ADD COLUMN "due_at" TIMESTAMPTZ(3),
  ADD COLUMN "look_up_first" BOOLEAN NOT NULL DEFAULT false;

CREATE TRIGGER payout_statement_stays
  BEFORE UPDATE OF statement_lines ON payout FOR EACH ROW
  WHEN (OLD.statement_lines IS DISTINCT FROM NEW.statement_lines)
  EXECUTE FUNCTION refuse_change('a statement lists what was requested');

CREATE TABLE "stripe_customer" (
    "id" TEXT NOT NULL,
    "customer_external_id" TEXT NOT NULL,
    "bound_by" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stripe_customer_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "stripe_customer_customer_external_id_idx" ON "stripe_customer"("customer_external_id");
