-- What Stripe says of money given back, as it says it; and what takes such a word back (ADR-0083).
SET LOCAL lock_timeout = '5s';

-- A refund may be of what was charged, tax included, while a payment is without tax: it is `amount` out of `out_of`.
ALTER TABLE "refund" ADD COLUMN "out_of" BIGINT;
ALTER TABLE "refund"
  ADD CONSTRAINT "refund_out_of" CHECK ("out_of" BETWEEN 1 AND 9007199254740991);

-- A refund that never reached the customer after all, known or not yet.
CREATE TABLE "refund_undone" (
    "external_id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "event_id" TEXT NOT NULL,

    CONSTRAINT "refund_undone_pkey" PRIMARY KEY ("external_id")
);
CREATE INDEX "refund_undone_payment_id_idx" ON "refund_undone"("payment_id");
ALTER TABLE "refund_undone" ADD CONSTRAINT "refund_undone_payment_id_fkey"
  FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

REVOKE UPDATE, DELETE ON "refund_undone" FROM tributary_app;
CREATE TRIGGER refund_undone_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON refund_undone FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('it is append-only');

-- A dispute of one of several charges of a payment, and one whose money came back after it was lost.
ALTER TABLE "dispute"
  ADD COLUMN "amount" BIGINT,
  ADD COLUMN "out_of" BIGINT,
  ADD COLUMN "restored_at" TIMESTAMPTZ(3);
ALTER TABLE "dispute"
  ADD CONSTRAINT "dispute_part" CHECK (
    ("amount" IS NULL) = ("out_of" IS NULL)
    AND "amount" BETWEEN 0 AND 9007199254740991 AND "out_of" BETWEEN 1 AND 9007199254740991),
  ADD CONSTRAINT "dispute_restored_after_loss" CHECK ("restored_at" IS NULL OR "outcome" = 'lost');

CREATE TRIGGER dispute_restored_once
  BEFORE UPDATE ON dispute FOR EACH ROW
  WHEN ((OLD.closed_at IS NOT NULL AND (OLD.amount, OLD.out_of) IS DISTINCT FROM (NEW.amount, NEW.out_of))
    OR (OLD.restored_at IS NOT NULL AND NEW.restored_at IS DISTINCT FROM OLD.restored_at))
  EXECUTE FUNCTION refuse_change('what was lost stays, and it is restored once');

-- A promotion code a customer used after it signed up (ADR-0084).
CREATE TABLE "promotion_code_use" (
    "event_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "code" TEXT NOT NULL,

    CONSTRAINT "promotion_code_use_pkey" PRIMARY KEY ("event_id")
);
CREATE INDEX "promotion_code_use_customer_id_at_idx" ON "promotion_code_use"("customer_id", "at");
CREATE INDEX "promotion_code_use_code_idx" ON "promotion_code_use"("code");
ALTER TABLE "promotion_code_use" ADD CONSTRAINT "promotion_code_use_customer_id_fkey"
  FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

REVOKE UPDATE, DELETE ON "promotion_code_use" FROM tributary_app;
CREATE TRIGGER promotion_code_use_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON promotion_code_use FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('it is append-only');

-- Who signed up with a code, for when it becomes a partner's.
CREATE INDEX "customer_promotion_code_idx" ON "customer"("promotion_code") WHERE "promotion_code" IS NOT NULL;

-- Set where an event was made by another version of Stripe's API than the one the portal reads (ADR-0085).
ALTER TABLE "inbound_event" ADD COLUMN "api_version" TEXT;
CREATE INDEX "inbound_event_api_version_idx" ON "inbound_event"("received_at") WHERE "api_version" IS NOT NULL;
