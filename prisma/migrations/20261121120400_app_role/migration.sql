-- The portal works as a role that owns nothing: it cannot drop a trigger, and history is not even its to update.
-- Roles belong to the whole cluster, of which several databases may be ours.
SET LOCAL lock_timeout = '5s';

-- rate-limiter-flexible's own layout; without privileges to create tables the application cannot make it itself
CREATE TABLE "rate_limit" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);
CREATE INDEX "rate_limit_expire_idx" ON "rate_limit"("expire");

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tributary_app') THEN
    BEGIN
      CREATE ROLE tributary_app NOLOGIN;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this cluster was faster
    END;
  END IF;
END;
$$;

-- So that the owner's connections may switch to it; tried, because the catalogs of PostgreSQL 15 and 16 answer differently.
DO $$
BEGIN
  BEGIN
    SET LOCAL ROLE tributary_app;
    RESET ROLE;
  EXCEPTION
    WHEN insufficient_privilege THEN
      GRANT tributary_app TO CURRENT_USER;
  END;
EXCEPTION
  WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'the role tributary_app exists and % may not switch to it', current_user
      USING HINT = format('as an administrator: GRANT tributary_app TO %I', current_user);
END;
$$;

GRANT USAGE ON SCHEMA public TO tributary_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO tributary_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO tributary_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO tributary_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO tributary_app;

-- Before PostgreSQL 15 everybody may create objects here, and with them names that our own functions would find.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

REVOKE UPDATE, DELETE ON
  ledger_transaction, ledger_entry, audit_entry, attribution_decision, self_referral_decision, partner_standing,
  terms_version, click, payout_approval, payout_item,
  usage_record, members_change, subscription_change, attribution_capture, refund
FROM tributary_app;

REVOKE DELETE ON
  inbound_event, customer, payment, dispute, partner, terms, link, payout, payout_attempt
FROM tributary_app;

-- The record of migrations is read (is the database up to date?) and is the owner's otherwise.
DO $$
BEGIN
  IF to_regclass('_prisma_migrations') IS NOT NULL THEN
    REVOKE INSERT, UPDATE, DELETE ON _prisma_migrations FROM tributary_app;
  END IF;
END;
$$;
