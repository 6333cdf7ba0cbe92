-- Connected accounts as Stripe last said, paying by hand, and months that are closed (ADR-0090 to ADR-0092).
SET LOCAL lock_timeout = '5s';

ALTER TABLE "partner"
  ADD COLUMN "payout_method" TEXT NOT NULL DEFAULT 'stripe',
  ADD COLUMN "manual_destination_id" TEXT,
  ADD CONSTRAINT partner_payout_method CHECK (payout_method IN ('stripe', 'manual')),
  ADD CONSTRAINT partner_country CHECK (country ~ '^[A-Z]{2}$');

CREATE TABLE "stripe_account" (
    "id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "country" TEXT,
    "external_account" TEXT,
    "external_label" TEXT,
    "connected_at" TIMESTAMPTZ(3) NOT NULL,
    "deauthorized_at" TIMESTAMPTZ(3),
    "bank_payout_id" TEXT,
    "bank_payout_at" TIMESTAMPTZ(3),
    "bank_status" TEXT,
    "bank_failure_code" TEXT,
    "bank_failure_message" TEXT,
    "refresh_due_at" TIMESTAMPTZ(3),
    "vain_refreshes" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "stripe_account_pkey" PRIMARY KEY ("id"),
    CONSTRAINT stripe_account_bank_status CHECK (bank_status IN ('paid', 'failed', 'canceled'))
);
CREATE INDEX "stripe_account_partner_id_idx" ON "stripe_account"("partner_id");
CREATE INDEX "stripe_account_refresh_due_at_idx" ON "stripe_account"("refresh_due_at");
ALTER TABLE "stripe_account" ADD CONSTRAINT "stripe_account_partner_id_fkey"
  FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Those connected before: the first poll reads the rest.
INSERT INTO "stripe_account" ("id", "partner_id", "connected_at", "refresh_due_at")
SELECT stripe_account_id, id, coalesce(destination_changed_at, created_at), coalesce(destination_changed_at, created_at)
FROM "partner" WHERE stripe_account_id IS NOT NULL;
-- Until now a first connection was kept as a change.
UPDATE "partner" SET destination_changed_at = NULL WHERE destination_changed_at IS NOT NULL;

CREATE TABLE "manual_destination" (
    "id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "details" TEXT,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "manual_destination_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "manual_destination_partner_id_created_at_idx" ON "manual_destination"("partner_id", "created_at");
ALTER TABLE "manual_destination" ADD CONSTRAINT "manual_destination_partner_id_fkey"
  FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- An approved payout names the row: other details are another row, and another manifest.
CREATE TRIGGER manual_destination_stays
  BEFORE UPDATE ON manual_destination FOR EACH ROW
  WHEN ((OLD.id, OLD.partner_id, OLD.created_by, OLD.created_at) IS DISTINCT FROM (NEW.id, NEW.partner_id, NEW.created_by, NEW.created_at)
    OR NEW.details IS NOT NULL)
  EXECUTE FUNCTION refuse_change('details can only be erased; others are another destination');
CREATE TRIGGER manual_destination_is_kept
  BEFORE DELETE OR TRUNCATE ON manual_destination FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('its rows are kept for ever');
REVOKE DELETE ON "manual_destination" FROM tributary_app;

CREATE TABLE "month_statement" (
    "partner_id" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "chain_seq" BIGINT NOT NULL,
    "ledger_id" BIGINT NOT NULL,
    "head" JSONB NOT NULL,
    "closed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "month_statement_pkey" PRIMARY KEY ("partner_id", "month"),
    CONSTRAINT month_statement_month CHECK (month ~ '^\d{4}-(0[1-9]|1[0-2])$')
);
ALTER TABLE "month_statement" ADD CONSTRAINT "month_statement_partner_id_fkey"
  FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE TRIGGER month_statement_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON month_statement FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('it is append-only');
REVOKE UPDATE, DELETE ON "month_statement" FROM tributary_app;

-- What was paid by hand left by another door than Stripe (ADR-0091).
ALTER TABLE "ledger_entry" DROP CONSTRAINT ledger_entry_account;
ALTER TABLE "ledger_entry" ADD CONSTRAINT ledger_entry_account CHECK (
  account IN ('commission_expense', 'stripe_cash', 'manual_cash')
  OR account IN ('partner:' || partner_id || ':pending', 'partner:' || partner_id || ':available',
                 'partner:' || partner_id || ':in_transit'));

-- A transfer of Stripe's never pays by hand, nor the other way round.
ALTER TABLE "payout" ADD CONSTRAINT payout_paid_by_its_method CHECK (
  (destination LIKE 'manual:%') = (transfer_id LIKE 'manual:%'));

-- What waits to be paid by hand: few, and asked for on every visit of an admin.
CREATE INDEX payout_by_hand ON payout (requested_at) WHERE destination LIKE 'manual:%';
