-- Every table, as prisma/schema.prisma has it. What Prisma's schema cannot say follows in the next migration.
-- A migration waits at most this long for a lock, so that it never queues the portal's traffic behind itself.
SET LOCAL lock_timeout = '5s';

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "UserRole" AS ENUM ('partner', 'admin');

-- CreateEnum
CREATE TYPE "EmailTokenKind" AS ENUM ('verify_email', 'reset_password', 'invite_member');

-- CreateEnum
CREATE TYPE "PartnerKind" AS ENUM ('affiliate', 'agency');

-- CreateEnum
CREATE TYPE "PartnerStatus" AS ENUM ('pending', 'active', 'paused', 'suspended', 'rejected', 'closed');

-- CreateEnum
CREATE TYPE "MemberRole" AS ENUM ('owner', 'manager', 'viewer');

-- CreateEnum
CREATE TYPE "LinkSource" AS ENUM ('direct_link', 'content', 'agency');

-- CreateEnum
CREATE TYPE "Channel" AS ENUM ('partner', 'impact');

-- CreateEnum
CREATE TYPE "EventSource" AS ENUM ('product', 'stripe');

-- CreateEnum
CREATE TYPE "EventStatus" AS ENUM ('received', 'applied', 'waiting', 'ignored', 'invalid');

-- CreateEnum
CREATE TYPE "CustomerStage" AS ENUM ('linked', 'signed_up', 'activated', 'paid', 'sustained');

-- CreateEnum
CREATE TYPE "AttributionReason" AS ENUM ('agency', 'promotion_code', 'click', 'email_domain');

-- CreateEnum
CREATE TYPE "CommissionStatus" AS ENUM ('accrued', 'vested', 'released', 'paid', 'reversed');

-- CreateEnum
CREATE TYPE "PayoutStatus" AS ENUM ('requested', 'approved', 'sending', 'paid', 'rejected', 'failed', 'returned', 'canceled');

-- CreateEnum
CREATE TYPE "InvitationStatus" AS ENUM ('open', 'refused', 'revoked', 'declined');

-- CreateEnum
CREATE TYPE "ProjectStage" AS ENUM ('draft', 'sent', 'accepted', 'live', 'paying', 'archived');

-- CreateEnum
CREATE TYPE "ConversionStatus" AS ENUM ('pending', 'sent', 'accepted', 'dead', 'skipped', 'discarded');

-- CreateTable
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" "UserRole" NOT NULL DEFAULT 'partner',
    "password_hash" TEXT,
    "email_verified_at" TIMESTAMPTZ(3),
    "totp_secret" TEXT,
    "totp_enrolled_at" TIMESTAMPTZ(3),
    "totp_last_step" BIGINT,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "absolute_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "stepped_up_at" TIMESTAMPTZ(3),
    "partner_id" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "email_token" (
    "id" TEXT NOT NULL,
    "user_id" TEXT,
    "email" TEXT NOT NULL,
    "kind" "EmailTokenKind" NOT NULL,
    "partner_id" TEXT,
    "member_role" "MemberRole",
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "email_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "scopes" TEXT[],
    "partner_id" TEXT,
    "user_id" TEXT,
    "last_used_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mail" (
    "id" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "html" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "mail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_user_id" TEXT,
    "actor_key_id" TEXT,
    "actor_kind" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "partner_id" TEXT,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_record" (
    "id" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "status" INTEGER,
    "body" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_record_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "program" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "name" TEXT NOT NULL,
    "home_url" TEXT NOT NULL,
    "currency" TEXT NOT NULL DEFAULT 'USD',
    "minimum_payout" BIGINT NOT NULL DEFAULT 5000,
    "max_open_invitations" INTEGER NOT NULL DEFAULT 20,

    CONSTRAINT "program_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "terms" (
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "terms_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "terms_version" (
    "terms_key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "document" JSONB NOT NULL,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "terms_version_pkey" PRIMARY KEY ("terms_key","version")
);

-- CreateTable
CREATE TABLE "exchange_rate" (
    "day" DATE NOT NULL,
    "currency" TEXT NOT NULL,
    "rate_per_e9" BIGINT NOT NULL,

    CONSTRAINT "exchange_rate_pkey" PRIMARY KEY ("day","currency")
);

-- CreateTable
CREATE TABLE "partner" (
    "id" TEXT NOT NULL,
    "handle" TEXT NOT NULL,
    "kind" "PartnerKind" NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "status" "PartnerStatus" NOT NULL,
    "terms_key" TEXT NOT NULL,
    "rate_bps" BIGINT,
    "country" TEXT,
    "automatic_payout" BOOLEAN NOT NULL DEFAULT true,
    "stripe_account_id" TEXT,
    "payable" BOOLEAN NOT NULL DEFAULT false,
    "account_requirements" JSONB,
    "destination_changed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "partner_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "partner_standing" (
    "id" BIGSERIAL NOT NULL,
    "partner_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "status" "PartnerStatus" NOT NULL,
    "terms_key" TEXT NOT NULL,
    "rate_bps" BIGINT,
    "reason" TEXT,
    "by_user_id" TEXT,

    CONSTRAINT "partner_standing_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "partner_member" (
    "partner_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" "MemberRole" NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,
    "left_at" TIMESTAMPTZ(3),

    CONSTRAINT "partner_member_pkey" PRIMARY KEY ("partner_id","user_id")
);

-- CreateTable
CREATE TABLE "link" (
    "id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "destination" TEXT NOT NULL,
    "source" "LinkSource" NOT NULL,
    "label" TEXT,
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "promotion_code" (
    "code" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "stripe_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "promotion_code_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "click" (
    "id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "channel" "Channel" NOT NULL,
    "partner_id" TEXT,
    "link_id" TEXT,
    "source" "LinkSource",
    "window_days" INTEGER NOT NULL,
    "visitor_id" TEXT NOT NULL,
    "is_unique" BOOLEAN NOT NULL,
    "landing_url" TEXT,
    "referrer_host" TEXT,
    "ip_hash" BYTEA,

    CONSTRAINT "click_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "click_daily" (
    "partner_id" TEXT NOT NULL,
    "link_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "source" "LinkSource" NOT NULL,
    "clicks" INTEGER NOT NULL DEFAULT 0,
    "unique_clicks" INTEGER NOT NULL DEFAULT 0,
    "bots" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "click_daily_pkey" PRIMARY KEY ("partner_id","day","link_id")
);

-- CreateTable
CREATE TABLE "program_daily" (
    "day" DATE NOT NULL,
    "channel" "Channel" NOT NULL,
    "clicks" INTEGER NOT NULL DEFAULT 0,
    "unique_clicks" INTEGER NOT NULL DEFAULT 0,
    "bots" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "program_daily_pkey" PRIMARY KEY ("day","channel")
);

-- CreateTable
CREATE TABLE "daily_salt" (
    "day" DATE NOT NULL,
    "salt" BYTEA NOT NULL,

    CONSTRAINT "daily_salt_pkey" PRIMARY KEY ("day")
);

-- CreateTable
CREATE TABLE "inbound_event" (
    "id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "source" "EventSource" NOT NULL,
    "external_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "status" "EventStatus" NOT NULL DEFAULT 'received',
    "reason" TEXT,
    "waiting_for" TEXT,
    "applied_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,

    CONSTRAINT "inbound_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer" (
    "id" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "match_domain" TEXT,
    "email_domain" TEXT NOT NULL,
    "name" TEXT,
    "signed_up_at" TIMESTAMPTZ(3) NOT NULL,
    "click_ids" TEXT[],
    "visitor_id" TEXT,
    "promotion_code" TEXT,
    "handoff_id" TEXT,
    "event_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "stage" "CustomerStage" NOT NULL DEFAULT 'signed_up',
    "linked_at" TIMESTAMPTZ(3),
    "activated_at" TIMESTAMPTZ(3),
    "paid_at" TIMESTAMPTZ(3),
    "sustained_at" TIMESTAMPTZ(3),
    "churned_at" TIMESTAMPTZ(3),
    "trialing" BOOLEAN NOT NULL DEFAULT false,
    "api_calls" BIGINT NOT NULL DEFAULT 0,
    "active_days" INTEGER NOT NULL DEFAULT 0,
    "members" INTEGER NOT NULL DEFAULT 0,
    "last_active_at" TIMESTAMPTZ(3),
    "lifetime_value" BIGINT NOT NULL DEFAULT 0,
    "flags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "settle_at" TIMESTAMPTZ(3),

    CONSTRAINT "customer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_record" (
    "event_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "api_calls" BIGINT NOT NULL,

    CONSTRAINT "usage_record_pkey" PRIMARY KEY ("event_id")
);

-- CreateTable
CREATE TABLE "members_change" (
    "event_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "members" INTEGER NOT NULL,

    CONSTRAINT "members_change_pkey" PRIMARY KEY ("event_id")
);

-- CreateTable
CREATE TABLE "subscription_change" (
    "event_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "monthly_value" BIGINT,
    "currency" TEXT,

    CONSTRAINT "subscription_change_pkey" PRIMARY KEY ("event_id")
);

-- CreateTable
CREATE TABLE "attribution_capture" (
    "event_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "click_id" TEXT NOT NULL,

    CONSTRAINT "attribution_capture_pkey" PRIMARY KEY ("event_id")
);

-- CreateTable
CREATE TABLE "payment" (
    "id" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "customer_id" TEXT,
    "visitor_id" TEXT,
    "click_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "basis" BIGINT,
    "period_start" TIMESTAMPTZ(3),
    "period_end" TIMESTAMPTZ(3),
    "order_id" TEXT,
    "source" "EventSource" NOT NULL,
    "event_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settle_at" TIMESTAMPTZ(3),
    "payment_intent_id" TEXT,
    "charge_id" TEXT,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refund" (
    "id" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "amount" BIGINT NOT NULL,
    "event_id" TEXT NOT NULL,

    CONSTRAINT "refund_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dispute" (
    "id" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "event_id" TEXT NOT NULL,

    CONSTRAINT "dispute_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "referral" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "channel" "Channel" NOT NULL,
    "partner_id" TEXT,
    "reason" "AttributionReason" NOT NULL,
    "click_id" TEXT,
    "source" "LinkSource",
    "linked_at" TIMESTAMPTZ(3) NOT NULL,
    "credited_at" TIMESTAMPTZ(3) NOT NULL,
    "terms_key" TEXT,
    "terms_version" INTEGER,
    "locked" BOOLEAN NOT NULL DEFAULT false,
    "self_referral" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "referral_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attribution_decision" (
    "id" BIGSERIAL NOT NULL,
    "customer_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "channel" "Channel",
    "partner_id" TEXT,
    "reason" TEXT NOT NULL,
    "click_id" TEXT,
    "evidence" JSONB NOT NULL,

    CONSTRAINT "attribution_decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "self_referral_decision" (
    "customer_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by_user_id" TEXT NOT NULL,
    "note" TEXT,

    CONSTRAINT "self_referral_decision_pkey" PRIMARY KEY ("customer_id","partner_id")
);

-- CreateTable
CREATE TABLE "commission" (
    "id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "customer_id" TEXT,
    "payment_id" TEXT,
    "slice" INTEGER,
    "reward_key" TEXT NOT NULL,
    "terms_key" TEXT NOT NULL,
    "terms_version" INTEGER NOT NULL,
    "cause_key" TEXT NOT NULL,
    "basis" BIGINT,
    "rate_bps" BIGINT,
    "uncapped" BIGINT NOT NULL,
    "amount" BIGINT NOT NULL,
    "reversed" BIGINT NOT NULL DEFAULT 0,
    "currency" TEXT NOT NULL,
    "status" "CommissionStatus" NOT NULL,
    "month" TEXT,
    "accrued_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "payment_at" TIMESTAMPTZ(3),
    "payment_ref" TEXT,
    "vested_at" TIMESTAMPTZ(3),
    "release_due_at" TIMESTAMPTZ(3),
    "released_at" TIMESTAMPTZ(3),
    "reversed_at" TIMESTAMPTZ(3),
    "reversal_reason" TEXT,
    "frozen" BOOLEAN NOT NULL DEFAULT false,
    "paid_at" TIMESTAMPTZ(3),
    "withdrawn_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "commission_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "skip" (
    "id" TEXT NOT NULL,
    "cause_key" TEXT NOT NULL,
    "customer_id" TEXT,
    "payment_id" TEXT,
    "partner_id" TEXT,
    "reward_key" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "skip_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_transaction" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "cause_key" TEXT NOT NULL,
    "cause_event_id" TEXT,
    "partner_id" TEXT NOT NULL,
    "commission_id" TEXT,
    "payout_id" TEXT,
    "cancels_id" BIGINT,
    "currency" TEXT NOT NULL,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "lines" INTEGER NOT NULL,

    CONSTRAINT "ledger_transaction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "transaction_id" BIGINT NOT NULL,
    "line" INTEGER NOT NULL,
    "account" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("transaction_id","line")
);

-- CreateTable
CREATE TABLE "partner_balance" (
    "partner_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "pending" BIGINT NOT NULL DEFAULT 0,
    "available" BIGINT NOT NULL DEFAULT 0,
    "in_transit" BIGINT NOT NULL DEFAULT 0,
    "paid" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "partner_balance_pkey" PRIMARY KEY ("partner_id","currency")
);

-- CreateTable
CREATE TABLE "payout" (
    "id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "status" "PayoutStatus" NOT NULL,
    "destination" TEXT NOT NULL,
    "manifest_hash" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "month" TEXT,
    "requested_by" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "transfer_id" TEXT,
    "paid_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "needs_review" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "payout_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payout_item" (
    "payout_id" TEXT NOT NULL,
    "commission_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "payout_item_pkey" PRIMARY KEY ("payout_id","commission_id")
);

-- CreateTable
CREATE TABLE "payout_approval" (
    "payout_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "api_key_id" TEXT,
    "manifest_hash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payout_approval_pkey" PRIMARY KEY ("payout_id","user_id")
);

-- CreateTable
CREATE TABLE "payout_attempt" (
    "id" TEXT NOT NULL,
    "payout_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "destination" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "called_at" TIMESTAMPTZ(3),
    "answered_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "transfer_id" TEXT,
    "error" TEXT,

    CONSTRAINT "payout_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitation" (
    "id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "status" "InvitationStatus" NOT NULL DEFAULT 'open',
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "renewed_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "event_id" TEXT,
    "approved_by_user_id" TEXT,

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "client_project" (
    "id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "domain" TEXT,
    "contact_name" TEXT,
    "contact_email" TEXT,
    "notes" TEXT,
    "due_on" DATE,
    "stage" "ProjectStage" NOT NULL DEFAULT 'draft',
    "internal" BOOLEAN NOT NULL DEFAULT false,
    "customer_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "client_project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "configuration_template" (
    "id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "schema" JSONB,
    "document" JSONB NOT NULL,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "configuration_template_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "client_configuration" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "template_id" TEXT,
    "overrides" JSONB NOT NULL DEFAULT '{}',
    "document" JSONB NOT NULL,
    "note" TEXT,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "client_configuration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "handoff" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "partner_id" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "contact_email" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "manifest" JSONB NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "accepted_at" TIMESTAMPTZ(3),
    "accepted_name" TEXT,
    "accepted_email" TEXT,
    "declined_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "handoff_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conversion" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "payment_id" TEXT,
    "click_id" TEXT,
    "payload" JSONB NOT NULL,
    "status" "ConversionStatus" NOT NULL,
    "reason" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3),
    "queued_uri" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "conversion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_endpoint" (
    "id" TEXT NOT NULL,
    "partner_id" TEXT,
    "url" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "previous_secret" TEXT,
    "events" TEXT[],
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "last_status" INTEGER,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_clock" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "running" BOOLEAN NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sandbox_clock_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "schedule" (
    "name" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "schedule_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE INDEX "email_token_user_id_idx" ON "email_token"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "api_key_partner_id_idx" ON "api_key"("partner_id");

-- CreateIndex
CREATE INDEX "mail_due_at_idx" ON "mail"("due_at");

-- CreateIndex
CREATE INDEX "mail_created_at_idx" ON "mail"("created_at");

-- CreateIndex
CREATE INDEX "audit_entry_subject_type_subject_id_idx" ON "audit_entry"("subject_type", "subject_id");

-- CreateIndex
CREATE INDEX "audit_entry_partner_id_id_idx" ON "audit_entry"("partner_id", "id" DESC);

-- CreateIndex
CREATE INDEX "idempotency_record_created_at_idx" ON "idempotency_record"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "terms_version_terms_key_effective_at_key" ON "terms_version"("terms_key", "effective_at");

-- CreateIndex
CREATE UNIQUE INDEX "partner_handle_key" ON "partner"("handle");

-- CreateIndex
CREATE UNIQUE INDEX "partner_stripe_account_id_key" ON "partner"("stripe_account_id");

-- CreateIndex
CREATE INDEX "partner_status_created_at_idx" ON "partner"("status", "created_at" DESC);

-- CreateIndex
CREATE INDEX "partner_standing_partner_id_at_idx" ON "partner_standing"("partner_id", "at");

-- CreateIndex
CREATE INDEX "partner_member_user_id_idx" ON "partner_member"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "link_code_key" ON "link"("code");

-- CreateIndex
CREATE INDEX "link_partner_id_created_at_idx" ON "link"("partner_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "promotion_code_stripe_id_key" ON "promotion_code"("stripe_id");

-- CreateIndex
CREATE INDEX "promotion_code_partner_id_idx" ON "promotion_code"("partner_id");

-- CreateIndex
CREATE UNIQUE INDEX "click_seq_key" ON "click"("seq");

-- CreateIndex
CREATE INDEX "click_visitor_id_link_id_at_idx" ON "click"("visitor_id", "link_id", "at" DESC);

-- CreateIndex
CREATE INDEX "click_partner_id_at_idx" ON "click"("partner_id", "at" DESC);

-- CreateIndex
CREATE INDEX "click_at_idx" ON "click"("at" DESC);

-- CreateIndex
CREATE INDEX "click_daily_link_id_idx" ON "click_daily"("link_id");

-- CreateIndex
CREATE UNIQUE INDEX "inbound_event_seq_key" ON "inbound_event"("seq");

-- CreateIndex
CREATE INDEX "inbound_event_status_seq_idx" ON "inbound_event"("status", "seq");

-- CreateIndex
CREATE INDEX "inbound_event_waiting_for_idx" ON "inbound_event"("waiting_for");

-- CreateIndex
CREATE UNIQUE INDEX "inbound_event_source_external_id_key" ON "inbound_event"("source", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "customer_external_id_key" ON "customer"("external_id");

-- CreateIndex
CREATE INDEX "customer_settle_at_idx" ON "customer"("settle_at");

-- CreateIndex
CREATE INDEX "customer_match_domain_signed_up_at_idx" ON "customer"("match_domain", "signed_up_at");

-- CreateIndex
CREATE INDEX "customer_created_at_idx" ON "customer"("created_at" DESC);

-- CreateIndex
CREATE INDEX "usage_record_customer_id_at_idx" ON "usage_record"("customer_id", "at");

-- CreateIndex
CREATE INDEX "members_change_customer_id_at_idx" ON "members_change"("customer_id", "at");

-- CreateIndex
CREATE INDEX "subscription_change_customer_id_at_idx" ON "subscription_change"("customer_id", "at");

-- CreateIndex
CREATE INDEX "attribution_capture_customer_id_at_idx" ON "attribution_capture"("customer_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "payment_external_id_key" ON "payment"("external_id");

-- CreateIndex
CREATE INDEX "payment_customer_id_at_idx" ON "payment"("customer_id", "at");

-- CreateIndex
CREATE INDEX "payment_settle_at_idx" ON "payment"("settle_at");

-- CreateIndex
CREATE INDEX "payment_payment_intent_id_idx" ON "payment"("payment_intent_id");

-- CreateIndex
CREATE UNIQUE INDEX "refund_external_id_key" ON "refund"("external_id");

-- CreateIndex
CREATE INDEX "refund_payment_id_at_idx" ON "refund"("payment_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "dispute_external_id_key" ON "dispute"("external_id");

-- CreateIndex
CREATE INDEX "dispute_payment_id_idx" ON "dispute"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "referral_customer_id_key" ON "referral"("customer_id");

-- CreateIndex
CREATE INDEX "referral_partner_id_credited_at_idx" ON "referral"("partner_id", "credited_at" DESC);

-- CreateIndex
CREATE INDEX "referral_linked_at_idx" ON "referral"("linked_at");

-- CreateIndex
CREATE INDEX "attribution_decision_customer_id_id_idx" ON "attribution_decision"("customer_id", "id");

-- CreateIndex
CREATE INDEX "commission_partner_id_created_at_id_idx" ON "commission"("partner_id", "created_at" DESC, "id");

-- CreateIndex
CREATE INDEX "commission_partner_id_reward_key_month_idx" ON "commission"("partner_id", "reward_key", "month");

-- CreateIndex
CREATE INDEX "commission_customer_id_idx" ON "commission"("customer_id");

-- CreateIndex
CREATE INDEX "commission_payment_id_idx" ON "commission"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "commission_partner_id_reward_key_cause_key_key" ON "commission"("partner_id", "reward_key", "cause_key");

-- CreateIndex
CREATE INDEX "skip_customer_id_idx" ON "skip"("customer_id");

-- CreateIndex
CREATE INDEX "skip_partner_id_at_idx" ON "skip"("partner_id", "at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "skip_reward_key_cause_key_key" ON "skip"("reward_key", "cause_key");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_transaction_cause_key_key" ON "ledger_transaction"("cause_key");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_transaction_cancels_id_key" ON "ledger_transaction"("cancels_id");

-- CreateIndex
CREATE INDEX "ledger_transaction_commission_id_idx" ON "ledger_transaction"("commission_id");

-- CreateIndex
CREATE INDEX "ledger_transaction_partner_id_id_idx" ON "ledger_transaction"("partner_id", "id");

-- CreateIndex
CREATE INDEX "ledger_transaction_payout_id_idx" ON "ledger_transaction"("payout_id");

-- CreateIndex
CREATE INDEX "ledger_entry_partner_id_account_idx" ON "ledger_entry"("partner_id", "account");

-- CreateIndex
CREATE UNIQUE INDEX "payout_transfer_id_key" ON "payout"("transfer_id");

-- CreateIndex
CREATE INDEX "payout_partner_id_requested_at_idx" ON "payout"("partner_id", "requested_at" DESC);

-- CreateIndex
CREATE INDEX "payout_status_requested_at_idx" ON "payout"("status", "requested_at");

-- CreateIndex
CREATE INDEX "payout_item_commission_id_idx" ON "payout_item"("commission_id");

-- CreateIndex
CREATE UNIQUE INDEX "payout_attempt_idempotency_key_key" ON "payout_attempt"("idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "payout_attempt_payout_id_number_key" ON "payout_attempt"("payout_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_event_id_key" ON "invitation"("event_id");

-- CreateIndex
CREATE INDEX "invitation_domain_at_idx" ON "invitation"("domain", "at");

-- CreateIndex
CREATE INDEX "invitation_partner_id_at_idx" ON "invitation"("partner_id", "at" DESC);

-- CreateIndex
CREATE INDEX "client_project_partner_id_created_at_idx" ON "client_project"("partner_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "configuration_template_partner_id_name_version_key" ON "configuration_template"("partner_id", "name", "version");

-- CreateIndex
CREATE UNIQUE INDEX "client_configuration_project_id_name_version_key" ON "client_configuration"("project_id", "name", "version");

-- CreateIndex
CREATE UNIQUE INDEX "handoff_token_hash_key" ON "handoff"("token_hash");

-- CreateIndex
CREATE INDEX "handoff_project_id_idx" ON "handoff"("project_id");

-- CreateIndex
CREATE INDEX "handoff_partner_id_sent_at_idx" ON "handoff"("partner_id", "sent_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "conversion_order_id_key" ON "conversion"("order_id");

-- CreateIndex
CREATE INDEX "conversion_status_due_at_idx" ON "conversion"("status", "due_at");

-- CreateIndex
CREATE INDEX "conversion_created_at_idx" ON "conversion"("created_at" DESC);

-- CreateIndex
CREATE INDEX "webhook_endpoint_partner_id_idx" ON "webhook_endpoint"("partner_id");

-- CreateIndex
CREATE INDEX "webhook_delivery_due_at_idx" ON "webhook_delivery"("due_at");

-- CreateIndex
CREATE INDEX "webhook_delivery_endpoint_id_created_at_idx" ON "webhook_delivery"("endpoint_id", "created_at" DESC);

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "email_token" ADD CONSTRAINT "email_token_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "terms_version" ADD CONSTRAINT "terms_version_terms_key_fkey" FOREIGN KEY ("terms_key") REFERENCES "terms"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "partner" ADD CONSTRAINT "partner_terms_key_fkey" FOREIGN KEY ("terms_key") REFERENCES "terms"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "partner_standing" ADD CONSTRAINT "partner_standing_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "partner_member" ADD CONSTRAINT "partner_member_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "partner_member" ADD CONSTRAINT "partner_member_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "link" ADD CONSTRAINT "link_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion_code" ADD CONSTRAINT "promotion_code_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "usage_record" ADD CONSTRAINT "usage_record_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members_change" ADD CONSTRAINT "members_change_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscription_change" ADD CONSTRAINT "subscription_change_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attribution_capture" ADD CONSTRAINT "attribution_capture_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment" ADD CONSTRAINT "payment_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refund" ADD CONSTRAINT "refund_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "referral" ADD CONSTRAINT "referral_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "commission" ADD CONSTRAINT "commission_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "commission" ADD CONSTRAINT "commission_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "commission" ADD CONSTRAINT "commission_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_transaction" ADD CONSTRAINT "ledger_transaction_cancels_id_fkey" FOREIGN KEY ("cancels_id") REFERENCES "ledger_transaction"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_transaction_id_fkey" FOREIGN KEY ("transaction_id") REFERENCES "ledger_transaction"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "partner_balance" ADD CONSTRAINT "partner_balance_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payout" ADD CONSTRAINT "payout_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payout_item" ADD CONSTRAINT "payout_item_payout_id_fkey" FOREIGN KEY ("payout_id") REFERENCES "payout"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payout_item" ADD CONSTRAINT "payout_item_commission_id_fkey" FOREIGN KEY ("commission_id") REFERENCES "commission"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payout_approval" ADD CONSTRAINT "payout_approval_payout_id_fkey" FOREIGN KEY ("payout_id") REFERENCES "payout"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payout_attempt" ADD CONSTRAINT "payout_attempt_payout_id_fkey" FOREIGN KEY ("payout_id") REFERENCES "payout"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "client_project" ADD CONSTRAINT "client_project_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "client_configuration" ADD CONSTRAINT "client_configuration_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "client_project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "handoff" ADD CONSTRAINT "handoff_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "client_project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "webhook_endpoint"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


