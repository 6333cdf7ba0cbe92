-- Agencies: clients, configurations, handoffs, and what decides between claims (ADR-0100 to ADR-0103).
SET LOCAL lock_timeout = '5s';

-- Nothing ever wrote to these: they are made anew.
DROP TABLE "client_configuration";
DROP TABLE "configuration_template";
DROP TABLE "handoff";
DROP TABLE "client_project";
DROP TYPE "ProjectStage";

CREATE TYPE "DisputeOutcome" AS ENUM ('upheld', 'rejected');

CREATE TABLE "client_project" (
    "id" TEXT PRIMARY KEY,
    "partner_id" TEXT NOT NULL REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "name" TEXT NOT NULL CHECK (char_length("name") BETWEEN 1 AND 200),
    "domain" TEXT CHECK ("domain" !~ '[A-Z\s]'),
    "contact_name" TEXT CHECK (char_length("contact_name") <= 200),
    "contact_email" TEXT CHECK ("contact_email" !~ '[A-Z\s]' AND char_length("contact_email") <= 320),
    "notes" TEXT CHECK (char_length("notes") <= 10000),
    "due_on" DATE,
    "internal" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT,
    "archived_at" TIMESTAMPTZ(3)
);
CREATE INDEX "client_project_partner_id_created_at_idx" ON "client_project"("partner_id", "created_at" DESC);

CREATE TRIGGER client_project_internal_stays BEFORE UPDATE OF "internal", "partner_id" ON "client_project" FOR EACH ROW
  WHEN ((OLD."internal", OLD."partner_id") IS DISTINCT FROM (NEW."internal", NEW."partner_id"))
  EXECUTE FUNCTION refuse_change('internal use is said once and for ever');

CREATE TABLE "internal_use" (
    "id" TEXT PRIMARY KEY,
    "partner_id" TEXT NOT NULL REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "domain" TEXT NOT NULL CHECK ("domain" !~ '[A-Z\s]'),
    "at" TIMESTAMPTZ(3) NOT NULL,
    "project_id" TEXT REFERENCES "client_project"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "by_user_id" TEXT
);
CREATE UNIQUE INDEX "internal_use_partner_id_domain_key" ON "internal_use"("partner_id", "domain");
CREATE INDEX "internal_use_domain_idx" ON "internal_use"("domain");

CREATE TABLE "configuration_template" (
    "id" TEXT PRIMARY KEY,
    "partner_id" TEXT NOT NULL REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "name" TEXT NOT NULL CHECK (char_length("name") BETWEEN 1 AND 200),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3)
);
CREATE UNIQUE INDEX "configuration_template_partner_id_name_key" ON "configuration_template"("partner_id", "name");

CREATE TABLE "configuration_template_version" (
    "template_id" TEXT NOT NULL REFERENCES "configuration_template"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "version" INTEGER NOT NULL CHECK ("version" >= 1),
    "schema" TEXT,
    "document" TEXT NOT NULL CHECK (octet_length("document") <= 262144),
    "note" TEXT CHECK (char_length("note") <= 500),
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    PRIMARY KEY ("template_id", "version")
);

CREATE TABLE "client_configuration" (
    "id" TEXT PRIMARY KEY,
    "project_id" TEXT NOT NULL REFERENCES "client_project"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "name" TEXT NOT NULL CHECK (char_length("name") BETWEEN 1 AND 200),
    "template_id" TEXT REFERENCES "configuration_template"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3)
);
CREATE UNIQUE INDEX "client_configuration_project_id_name_key" ON "client_configuration"("project_id", "name");
CREATE INDEX "client_configuration_template_id_idx" ON "client_configuration"("template_id");

CREATE TABLE "configuration_update" (
    "id" TEXT PRIMARY KEY,
    "partner_id" TEXT NOT NULL REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "template_id" TEXT NOT NULL REFERENCES "configuration_template"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "version" INTEGER NOT NULL,
    "undoes" TEXT UNIQUE REFERENCES "configuration_update"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "state" TEXT NOT NULL CHECK ("state" IN ('running', 'done')),
    "total" INTEGER NOT NULL CHECK ("total" >= 1),
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    CHECK (("state" = 'done') = ("finished_at" IS NOT NULL))
);
CREATE INDEX "configuration_update_partner_id_created_at_idx" ON "configuration_update"("partner_id", "created_at" DESC);
CREATE INDEX "configuration_update_state_idx" ON "configuration_update"("state");

CREATE TABLE "configuration_update_item" (
    "update_id" TEXT NOT NULL REFERENCES "configuration_update"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "configuration_id" TEXT NOT NULL REFERENCES "client_configuration"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "from_version" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL CHECK ("outcome" IN ('waiting', 'updated', 'changed_since', 'invalid', 'unchanged')),
    "detail" TEXT,
    PRIMARY KEY ("update_id", "configuration_id")
);

CREATE TABLE "client_configuration_version" (
    "configuration_id" TEXT NOT NULL REFERENCES "client_configuration"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "version" INTEGER NOT NULL CHECK ("version" >= 1),
    "template_version" INTEGER,
    "overrides" TEXT NOT NULL CHECK (octet_length("overrides") <= 262144),
    "document" TEXT NOT NULL CHECK (octet_length("document") <= 262144),
    "note" TEXT CHECK (char_length("note") <= 500),
    "update_id" TEXT REFERENCES "configuration_update"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    PRIMARY KEY ("configuration_id", "version")
);
CREATE INDEX "client_configuration_version_update_id_idx" ON "client_configuration_version"("update_id");

ALTER TABLE "invitation"
  ADD COLUMN "project_id" TEXT REFERENCES "client_project"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  ADD COLUMN "by_user_id" TEXT;

CREATE TABLE "handoff" (
    "id" TEXT PRIMARY KEY,
    "project_id" TEXT NOT NULL REFERENCES "client_project"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "partner_id" TEXT NOT NULL REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "domain" TEXT NOT NULL CHECK ("domain" !~ '[A-Z\s]'),
    "contact_name" TEXT NOT NULL,
    "contact_email" TEXT NOT NULL CHECK ("contact_email" !~ '[A-Z\s]'),
    "manifest" TEXT NOT NULL,
    "manifest_hash" TEXT NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_by" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "accepted_at" TIMESTAMPTZ(3),
    "accepted_name" TEXT CHECK (char_length("accepted_name") BETWEEN 1 AND 200),
    "accepted_email" TEXT,
    "acceptance" TEXT,
    "signature" TEXT,
    "signing_key_id" TEXT,
    "declined_at" TIMESTAMPTZ(3),
    "decline_reason" TEXT CHECK (char_length("decline_reason") <= 1000),
    "revoked_at" TIMESTAMPTZ(3),
    -- null: the agency took it back
    "end_reason" TEXT CHECK ("end_reason" IN ('domain_taken')),
    "access_ended_at" TIMESTAMPTZ(3),
    "access_ended_by" TEXT,
    CONSTRAINT "handoff_expires_later" CHECK ("expires_at" > "sent_at"),
    CONSTRAINT "handoff_one_answer" CHECK (num_nonnulls("accepted_at", "declined_at", "revoked_at") <= 1),
    CONSTRAINT "handoff_acceptance_whole" CHECK (num_nonnulls("accepted_at", "acceptance", "signature", "signing_key_id") IN (0, 4)),
    CONSTRAINT "handoff_manifest_hash" CHECK ("manifest_hash" = encode(sha256(convert_to("manifest", 'UTF8')), 'hex')),
    CONSTRAINT "handoff_access_after_acceptance" CHECK ("access_ended_at" IS NULL OR "accepted_at" IS NOT NULL)
);
CREATE INDEX "handoff_project_id_idx" ON "handoff"("project_id");
CREATE INDEX "handoff_domain_idx" ON "handoff"("domain");
CREATE INDEX "handoff_partner_id_sent_at_idx" ON "handoff"("partner_id", "sent_at" DESC);
-- one domain, one agency, the first accepted wins (domain.md section 11)
CREATE UNIQUE INDEX "handoff_one_acceptance" ON "handoff"("domain") WHERE "accepted_at" IS NOT NULL;
-- one offer at a time
CREATE UNIQUE INDEX "handoff_one_open" ON "handoff"("project_id")
  WHERE "accepted_at" IS NULL AND "declined_at" IS NULL AND "revoked_at" IS NULL;
CREATE TRIGGER handoff_acceptance_stays
  BEFORE UPDATE OF "id", "project_id", "partner_id", "domain", "manifest", "accepted_at", "acceptance", "signature", "signing_key_id"
  ON "handoff" FOR EACH ROW
  WHEN (OLD."accepted_at" IS NOT NULL AND
    (OLD."id", OLD."project_id", OLD."partner_id", OLD."domain", OLD."manifest", OLD."accepted_at", OLD."acceptance", OLD."signature", OLD."signing_key_id")
    IS DISTINCT FROM
    (NEW."id", NEW."project_id", NEW."partner_id", NEW."domain", NEW."manifest", NEW."accepted_at", NEW."acceptance", NEW."signature", NEW."signing_key_id"))
  EXECUTE FUNCTION refuse_change('an acceptance is a fact');
CREATE TRIGGER handoff_is_kept BEFORE DELETE OR TRUNCATE ON "handoff" FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('its rows are kept for ever');

CREATE TABLE "handoff_link" (
    "token_hash" TEXT PRIMARY KEY,
    "handoff_id" TEXT NOT NULL REFERENCES "handoff"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3)
);
CREATE INDEX "handoff_link_handoff_id_idx" ON "handoff_link"("handoff_id");

CREATE TABLE "handoff_code" (
    "id" TEXT PRIMARY KEY,
    "handoff_id" TEXT NOT NULL REFERENCES "handoff"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "code_hash" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0 CHECK ("attempts" >= 0),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3)
);
CREATE INDEX "handoff_code_handoff_id_created_at_idx" ON "handoff_code"("handoff_id", "created_at" DESC);

CREATE TABLE "declared_sign_up" (
    "id" TEXT PRIMARY KEY,
    "handoff_id" TEXT NOT NULL REFERENCES "handoff"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "partner_id" TEXT NOT NULL REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "email" TEXT NOT NULL CHECK ("email" !~ '[A-Z\s]'),
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by_user_id" TEXT
);
CREATE UNIQUE INDEX "declared_sign_up_handoff_id_email_key" ON "declared_sign_up"("handoff_id", "email");
CREATE INDEX "declared_sign_up_email_idx" ON "declared_sign_up"("email");

CREATE TABLE "attribution_conflict" (
    "id" TEXT PRIMARY KEY,
    "customer_id" TEXT NOT NULL REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "winner_id" TEXT,
    "loser_id" TEXT NOT NULL REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL
);
CREATE UNIQUE INDEX "attribution_conflict_customer_id_loser_id_key" ON "attribution_conflict"("customer_id", "loser_id");
CREATE INDEX "attribution_conflict_loser_id_at_idx" ON "attribution_conflict"("loser_id", "at" DESC);
CREATE INDEX "attribution_conflict_winner_id_at_idx" ON "attribution_conflict"("winner_id", "at" DESC);

CREATE TABLE "attribution_dispute" (
    "id" TEXT PRIMARY KEY,
    "customer_id" TEXT NOT NULL REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "partner_id" TEXT NOT NULL REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "statement" TEXT NOT NULL CHECK (char_length("statement") BETWEEN 1 AND 4000),
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_by" TEXT,
    "outcome" "DisputeOutcome",
    "reason" TEXT CHECK (char_length("reason") BETWEEN 1 AND 2000),
    "evidence" TEXT CHECK (char_length("evidence") <= 4000),
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    CONSTRAINT "attribution_dispute_decided_whole" CHECK (num_nonnulls("outcome", "reason", "decided_at", "decided_by") IN (0, 4))
);
CREATE UNIQUE INDEX "attribution_dispute_customer_id_partner_id_key" ON "attribution_dispute"("customer_id", "partner_id");
-- of one customer at most one claim is upheld
CREATE UNIQUE INDEX "attribution_dispute_one_upheld" ON "attribution_dispute"("customer_id") WHERE "outcome" = 'upheld';
CREATE INDEX "attribution_dispute_decided_at_opened_at_idx" ON "attribution_dispute"("decided_at", "opened_at");
CREATE TRIGGER attribution_dispute_decision_stays BEFORE UPDATE ON "attribution_dispute" FOR EACH ROW
  WHEN (OLD."decided_at" IS NOT NULL) EXECUTE FUNCTION refuse_change('a decision is never taken back');

-- Rows that stay as they were inserted.
DO $$
DECLARE
  append_only CONSTANT text[] := ARRAY[
    'internal_use', 'configuration_template_version', 'client_configuration_version', 'declared_sign_up', 'attribution_conflict'];
  name text;
BEGIN
  FOREACH name IN ARRAY append_only LOOP
    EXECUTE format(
      'CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change(%L)',
      name || '_append_only', name, 'it is append-only');
  END LOOP;
END;
$$;

ALTER TABLE "webhook_delivery" ADD COLUMN "subject" TEXT, ADD COLUMN "given_up_at" TIMESTAMPTZ(3);
CREATE INDEX "webhook_delivery_subject_idx" ON "webhook_delivery"("subject");

CREATE TABLE "webhook_try" (
    "delivery_id" TEXT NOT NULL REFERENCES "webhook_delivery"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "number" INTEGER NOT NULL CHECK ("number" >= 1),
    "at" TIMESTAMPTZ(3) NOT NULL,
    "status" INTEGER,
    "answer" TEXT,
    "error" TEXT,
    "millis" INTEGER NOT NULL CHECK ("millis" >= 0),
    PRIMARY KEY ("delivery_id", "number")
);
CREATE TRIGGER webhook_try_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "webhook_try" FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('it is append-only');
