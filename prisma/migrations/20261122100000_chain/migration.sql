-- The chain (domain.md section 13, ADR-0060): what moves a partner's money, linked, sealed by day and signed.
SET LOCAL lock_timeout = '5s';

CREATE TABLE "chain" (
    "owner" TEXT NOT NULL,
    "seq" BIGINT NOT NULL DEFAULT 0,
    "hash" TEXT NOT NULL,
    "ledger_id" BIGINT NOT NULL DEFAULT 0,
    "standing_id" BIGINT NOT NULL DEFAULT 0,
    "terms" TEXT[] NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chain_pkey" PRIMARY KEY ("owner"),
    CONSTRAINT "chain_hash" CHECK ("hash" ~ '^[0-9a-f]{64}$' AND "seq" >= 0)
);

CREATE TABLE "chain_event" (
    "chain" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "customer_id" TEXT,
    "body" TEXT NOT NULL,
    "record_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chain_event_pkey" PRIMARY KEY ("chain", "seq"),
    CONSTRAINT "chain_event_seq" CHECK ("seq" >= 1),
    CONSTRAINT "chain_event_hashes" CHECK ("hash" ~ '^[0-9a-f]{64}$' AND "record_hash" ~ '^[0-9a-f]{64}$')
);
CREATE INDEX "chain_event_subject_chain_seq_idx" ON "chain_event" ("subject", "chain", "seq");
CREATE INDEX "chain_event_customer_id_idx" ON "chain_event" ("customer_id");

CREATE TABLE "chain_mark" (
    "chain" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "use_seq" BIGINT NOT NULL,

    CONSTRAINT "chain_mark_pkey" PRIMARY KEY ("chain", "customer_id")
);
CREATE INDEX "chain_mark_customer_id_idx" ON "chain_mark" ("customer_id");

ALTER TABLE "usage_record" ADD COLUMN "seq" BIGSERIAL NOT NULL;
CREATE UNIQUE INDEX "usage_record_seq_key" ON "usage_record" ("seq");

CREATE TABLE "chain_head" (
    "chain" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "key_id" TEXT NOT NULL,
    "signature" TEXT NOT NULL,

    CONSTRAINT "chain_head_pkey" PRIMARY KEY ("chain", "day"),
    CONSTRAINT "chain_head_shape" CHECK ("hash" ~ '^[0-9a-f]{64}$' AND "signature" ~ '^[0-9a-f]{128}$')
);

CREATE TABLE "chain_anchor" (
    "chain" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "place" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "anchored_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "chain_anchor_pkey" PRIMARY KEY ("chain", "day", "place"),
    CONSTRAINT "chain_anchor_place" CHECK ("place" IN ('file', 'http', 'mail')),
    CONSTRAINT "chain_anchor_attempts_not_negative" CHECK ("attempts" >= 0)
);
CREATE INDEX "chain_anchor_due_at_idx" ON "chain_anchor" ("due_at");

CREATE TABLE "chain_salt" (
    "subject" TEXT NOT NULL,
    "salt" TEXT NOT NULL,

    CONSTRAINT "chain_salt_pkey" PRIMARY KEY ("subject")
);

CREATE TABLE "signing_key" (
    "id" TEXT NOT NULL,
    "public_key" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "signing_key_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX signing_key_one_in_use ON signing_key ((retired_at IS NULL)) WHERE retired_at IS NULL;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['chain_event', 'chain_head'] LOOP
    EXECUTE format(
      'CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change(%L)',
      name || '_append_only', name, 'it is append-only');
  END LOOP;
  FOREACH name IN ARRAY ARRAY['chain', 'signing_key'] LOOP
    EXECUTE format(
      'CREATE TRIGGER %I BEFORE DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change(%L)',
      name || '_is_kept', name, 'its rows are kept for ever');
  END LOOP;
END;
$$;

-- A chain only grows, by events that follow one another.
CREATE TRIGGER chain_only_grows BEFORE UPDATE OF owner, seq ON chain FOR EACH ROW
  WHEN (NEW.owner <> OLD.owner OR NEW.seq < OLD.seq) EXECUTE FUNCTION refuse_change('a chain only grows');

REVOKE UPDATE, DELETE ON chain_event, chain_head FROM tributary_app;
REVOKE DELETE ON chain, signing_key FROM tributary_app;

-- What is there already is sealed when the portal next settles it.
UPDATE customer SET settle_at = to_timestamp(0);
UPDATE payment SET settle_at = to_timestamp(0) WHERE customer_id IS NULL;

-- The days to be sealed are found by when their deliveries were received.
CREATE INDEX "inbound_event_received_at_idx" ON "inbound_event" ("received_at");
