-- Payouts requested together, and what admins approved of them (ADR-0086, ADR-0087).
SET LOCAL lock_timeout = '5s';

CREATE TABLE "payout_batch" (
    "id" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "month" TEXT,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payout_batch_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "payout_batch_origin" CHECK ("origin" IN ('schedule', 'admin', 'api', 'command')),
    CONSTRAINT "payout_batch_month" CHECK ("month" ~ '^\d{4}-(0[1-9]|1[0-2])$'),
    CONSTRAINT "payout_batch_month_by_schedule" CHECK (("month" IS NOT NULL) = ("origin" = 'schedule'))
);

CREATE TABLE "payout_batch_approval" (
    "id" TEXT NOT NULL,
    "batch_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "api_key_id" TEXT,
    "manifest_hash" TEXT NOT NULL,
    "manifest" TEXT NOT NULL,
    "payouts" INTEGER NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payout_batch_approval_pkey" PRIMARY KEY ("id"),
    -- what was signed is what is kept
    CONSTRAINT "payout_batch_approval_hash"
      CHECK ("manifest_hash" = encode(sha256(convert_to("manifest", 'UTF8')), 'hex')),
    CONSTRAINT "payout_batch_approval_payouts" CHECK ("payouts" >= 1),
    CONSTRAINT "payout_batch_approval_currency" CHECK ("currency" ~ '^[A-Z]{3}$')
);

CREATE TABLE "payout_batch_outcome" (
    "approval_id" TEXT NOT NULL,
    "payout_id" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payout_batch_outcome_pkey" PRIMARY KEY ("approval_id", "payout_id")
);

CREATE UNIQUE INDEX "payout_batch_month_key" ON "payout_batch"("month");
CREATE INDEX "payout_batch_created_at_idx" ON "payout_batch"("created_at" DESC);
CREATE UNIQUE INDEX "payout_batch_approval_batch_id_user_id_manifest_hash_key"
  ON "payout_batch_approval"("batch_id", "user_id", "manifest_hash");

ALTER TABLE "payout" ADD COLUMN "batch_id" TEXT;
CREATE INDEX "payout_batch_id_idx" ON "payout"("batch_id");

ALTER TABLE "payout" ADD CONSTRAINT "payout_batch_id_fkey"
  FOREIGN KEY ("batch_id") REFERENCES "payout_batch"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "payout_batch_approval" ADD CONSTRAINT "payout_batch_approval_batch_id_fkey"
  FOREIGN KEY ("batch_id") REFERENCES "payout_batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "payout_batch_outcome" ADD CONSTRAINT "payout_batch_outcome_approval_id_fkey"
  FOREIGN KEY ("approval_id") REFERENCES "payout_batch_approval"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['payout_batch', 'payout_batch_approval', 'payout_batch_outcome'] LOOP
    EXECUTE format(
      'CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change(%L)',
      name || '_append_only', name, 'it is append-only');
  END LOOP;
END;
$$;
REVOKE UPDATE, DELETE ON payout_batch, payout_batch_approval, payout_batch_outcome FROM tributary_app;

CREATE TRIGGER payout_batch_stays
  BEFORE UPDATE OF batch_id ON payout FOR EACH ROW
  WHEN (OLD.batch_id IS DISTINCT FROM NEW.batch_id)
  EXECUTE FUNCTION refuse_change('a payout stays in the batch it was requested in');
