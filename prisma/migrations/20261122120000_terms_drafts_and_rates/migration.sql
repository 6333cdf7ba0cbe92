-- Drafts of terms, and exchange rates that are set once (ADR-0074, ADR-0075).
SET LOCAL lock_timeout = '5s';

CREATE TABLE "terms_draft" (
    "terms_key" TEXT NOT NULL,
    "revision" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "updated_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "terms_draft_pkey" PRIMARY KEY ("terms_key")
);
ALTER TABLE "terms_draft" ADD CONSTRAINT "terms_draft_terms_key_fkey"
  FOREIGN KEY ("terms_key") REFERENCES "terms"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "exchange_rate"
  ADD COLUMN "created_by" TEXT,
  ADD COLUMN "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- Bases of payments were made with it: it is set once, also for the owner.
CREATE TRIGGER exchange_rate_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON exchange_rate
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('it is append-only');
REVOKE UPDATE, DELETE ON exchange_rate FROM tributary_app;

-- Payments that wait for a rate: few, and asked for on every page of an admin.
CREATE INDEX payment_waits_for_rate ON payment (currency, at) WHERE basis IS NULL;
