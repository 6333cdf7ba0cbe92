-- Which handoff a referral came through: what tells a project's customer (ADR-0102). Derived, like the rest of the row.
SET LOCAL lock_timeout = '5s';

ALTER TABLE "referral" ADD COLUMN "handoff_id" TEXT REFERENCES "handoff"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "referral_handoff_id_idx" ON "referral"("handoff_id") WHERE "handoff_id" IS NOT NULL;

-- The application's role may not even try what triggers refuse.
REVOKE UPDATE, DELETE ON "internal_use", "configuration_template_version", "client_configuration_version", "declared_sign_up",
  "attribution_conflict", "webhook_try" FROM tributary_app;
REVOKE DELETE ON "handoff" FROM tributary_app;
