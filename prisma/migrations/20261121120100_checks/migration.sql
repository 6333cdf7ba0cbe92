-- What a single row must satisfy, and the "at most one" rules that need a condition. Prisma's schema cannot say either.
SET LOCAL lock_timeout = '5s';

-- Money is a whole number of minor units within +-(2^53 - 1), so that every JavaScript client reads it exactly.
-- Sums (balances, lifetime values) are not limited: a sum over a limit would block a partner for good.

-- ---------------------------------------------------------------- identity

ALTER TABLE "user"
  ADD CONSTRAINT user_email_lower_case CHECK (email !~ '[A-Z\s]' AND email LIKE '%_@_%'),
  ADD CONSTRAINT user_totp_enrolled_has_secret CHECK (totp_enrolled_at IS NULL OR totp_secret IS NOT NULL);

ALTER TABLE email_token
  ADD CONSTRAINT email_token_email_lower_case CHECK (email !~ '[A-Z\s]'),
  ADD CONSTRAINT email_token_invitation_names_partner
    CHECK (kind <> 'invite_member' OR (partner_id IS NOT NULL AND member_role IS NOT NULL));

ALTER TABLE mail
  ADD CONSTRAINT mail_attempts_not_negative CHECK (attempts >= 0);

ALTER TABLE audit_entry
  ADD CONSTRAINT audit_entry_actor_kind CHECK (actor_kind IN ('system', 'admin', 'partner', 'api_key'));

ALTER TABLE idempotency_record
  ADD CONSTRAINT idempotency_record_answer_complete CHECK (body IS NULL OR status IS NOT NULL);

-- ---------------------------------------------------------------- program

ALTER TABLE program
  ADD CONSTRAINT program_only_row CHECK (id = 1),
  ADD CONSTRAINT program_currency CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT program_minimum_payout_range CHECK (minimum_payout BETWEEN 1 AND 9007199254740991),
  ADD CONSTRAINT program_max_open_invitations_not_negative CHECK (max_open_invitations >= 0);

ALTER TABLE terms
  ADD CONSTRAINT terms_key_shape CHECK (key ~ '^[a-z0-9](-?[a-z0-9])*$' AND length(key) <= 40);

ALTER TABLE terms_version
  ADD CONSTRAINT terms_version_number CHECK (version >= 1),
  ADD CONSTRAINT terms_version_document_is_object CHECK (jsonb_typeof(document) = 'object');

ALTER TABLE exchange_rate
  ADD CONSTRAINT exchange_rate_currency CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT exchange_rate_positive CHECK (rate_per_e9 > 0);

-- ---------------------------------------------------------------- partners

ALTER TABLE partner
  ADD CONSTRAINT partner_handle_shape CHECK (handle ~ '^[a-z0-9](-?[a-z0-9])*$' AND length(handle) BETWEEN 2 AND 40),
  ADD CONSTRAINT partner_rate_range CHECK (rate_bps BETWEEN 0 AND 10000),
  ADD CONSTRAINT partner_payable_has_account CHECK (NOT payable OR stripe_account_id IS NOT NULL);

ALTER TABLE partner_standing
  ADD CONSTRAINT partner_standing_rate_range CHECK (rate_bps BETWEEN 0 AND 10000);

ALTER TABLE partner_member
  ADD CONSTRAINT partner_member_leaves_after_joining CHECK (left_at >= joined_at);

ALTER TABLE link
  ADD CONSTRAINT link_code_shape CHECK (code ~ '^[A-Za-z0-9_-]{1,64}$'),
  ADD CONSTRAINT link_destination_is_http CHECK (destination ~ '^https?://'),
  ADD CONSTRAINT link_default_is_not_archived CHECK (NOT is_default OR archived_at IS NULL);

CREATE UNIQUE INDEX link_one_default_per_partner ON link (partner_id) WHERE is_default;
COMMENT ON INDEX link_one_default_per_partner IS 'where ?ref=<handle> counts: one link per partner';

ALTER TABLE promotion_code
  ADD CONSTRAINT promotion_code_upper_case CHECK (code <> '' AND code !~ '[a-z\s]');

-- ---------------------------------------------------------------- capture

ALTER TABLE click
  ADD CONSTRAINT click_window_days CHECK (window_days BETWEEN 1 AND 3650),
  ADD CONSTRAINT click_channel_names_partner CHECK (
    CASE channel
      WHEN 'partner' THEN partner_id IS NOT NULL AND link_id IS NOT NULL AND source IS NOT NULL
      ELSE partner_id IS NULL AND link_id IS NULL AND source IS NULL
    END),
  ADD CONSTRAINT click_sizes CHECK (length(id) BETWEEN 1 AND 255 AND length(visitor_id) BETWEEN 1 AND 255),
  ADD CONSTRAINT click_landing_url_without_query CHECK (landing_url !~ '[?#]');

ALTER TABLE click_daily
  ADD CONSTRAINT click_daily_counts CHECK (unique_clicks BETWEEN 0 AND clicks AND bots >= 0);

ALTER TABLE program_daily
  ADD CONSTRAINT program_daily_counts CHECK (unique_clicks BETWEEN 0 AND clicks AND bots >= 0);

-- ---------------------------------------------------------------- events in

ALTER TABLE inbound_event
  ADD CONSTRAINT inbound_event_applied_has_instant CHECK (status <> 'applied' OR applied_at IS NOT NULL),
  ADD CONSTRAINT inbound_event_waits_for_something CHECK (status <> 'waiting' OR waiting_for IS NOT NULL),
  ADD CONSTRAINT inbound_event_refusal_has_reason CHECK (status NOT IN ('ignored', 'invalid') OR reason IS NOT NULL),
  ADD CONSTRAINT inbound_event_attempts_not_negative CHECK (attempts >= 0);

ALTER TABLE customer
  ADD CONSTRAINT customer_domains_lower_case CHECK (email_domain !~ '[A-Z\s]' AND match_domain !~ '[A-Z\s]'),
  ADD CONSTRAINT customer_counts_not_negative CHECK (api_calls >= 0 AND active_days >= 0 AND members >= 0);

ALTER TABLE usage_record
  ADD CONSTRAINT usage_record_api_calls_range CHECK (api_calls BETWEEN 1 AND 9007199254740991);

ALTER TABLE members_change
  ADD CONSTRAINT members_change_not_negative CHECK (members >= 0);

ALTER TABLE subscription_change
  ADD CONSTRAINT subscription_change_money CHECK (
    (monthly_value IS NULL) = (currency IS NULL)
    AND monthly_value BETWEEN 0 AND 9007199254740991
    AND currency ~ '^[A-Z]{3}$');

ALTER TABLE payment
  ADD CONSTRAINT payment_amount_range CHECK (amount BETWEEN 0 AND 9007199254740991),
  ADD CONSTRAINT payment_basis_range CHECK (basis BETWEEN 0 AND 9007199254740991),
  ADD CONSTRAINT payment_currency CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT payment_period CHECK ((period_start IS NULL) = (period_end IS NULL) AND period_end >= period_start);

ALTER TABLE refund
  ADD CONSTRAINT refund_amount_range CHECK (amount BETWEEN 1 AND 9007199254740991);

ALTER TABLE dispute
  ADD CONSTRAINT dispute_known_by_an_event CHECK (opened_at IS NOT NULL OR closed_at IS NOT NULL),
  ADD CONSTRAINT dispute_outcome CHECK (outcome IN ('won', 'lost') AND (outcome IS NULL) = (closed_at IS NULL));

-- ---------------------------------------------------------------- attribution

ALTER TABLE referral
  ADD CONSTRAINT referral_channel_names_partner CHECK (
    CASE channel
      WHEN 'partner' THEN partner_id IS NOT NULL AND terms_key IS NOT NULL AND terms_version IS NOT NULL
      ELSE partner_id IS NULL AND terms_key IS NULL AND terms_version IS NULL AND NOT self_referral
    END);

ALTER TABLE self_referral_decision
  ADD CONSTRAINT self_referral_decision_outcome CHECK (outcome IN ('allowed', 'denied'));

-- ---------------------------------------------------------------- commissions

ALTER TABLE commission
  ADD CONSTRAINT commission_amounts CHECK (
    0 <= reversed AND reversed <= amount AND amount <= uncapped AND uncapped <= 9007199254740991),
  ADD CONSTRAINT commission_basis_range CHECK (basis BETWEEN 0 AND 9007199254740991),
  ADD CONSTRAINT commission_rate_range CHECK (rate_bps BETWEEN 0 AND 10000),
  ADD CONSTRAINT commission_currency CHECK (currency ~ '^[A-Z]{3}$'),
  -- a flat reward is caused by a customer, a share by one slice of a payment (domain.md sections 5 and 6)
  ADD CONSTRAINT commission_cause CHECK (
    CASE
      WHEN slice IS NULL THEN payment_id IS NULL AND customer_id IS NOT NULL AND cause_key LIKE 'customer:%'
      ELSE slice >= 0 AND payment_id IS NOT NULL AND basis IS NOT NULL AND rate_bps IS NOT NULL
        AND month IS NOT NULL AND cause_key LIKE 'payment:%'
    END),
  ADD CONSTRAINT commission_month CHECK (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  -- every status keeps the instants it passed (domain.md section 7)
  ADD CONSTRAINT commission_status_has_instants CHECK (
    CASE status
      WHEN 'accrued' THEN vested_at IS NULL AND released_at IS NULL
      WHEN 'vested' THEN vested_at IS NOT NULL AND released_at IS NULL
      WHEN 'released' THEN vested_at IS NOT NULL AND released_at IS NOT NULL
      WHEN 'paid' THEN vested_at IS NOT NULL AND released_at IS NOT NULL AND paid_at IS NOT NULL
      ELSE reversed_at IS NOT NULL
    END),
  ADD CONSTRAINT commission_instants_in_order CHECK (vested_at >= accrued_at AND released_at >= vested_at);

-- ---------------------------------------------------------------- ledger

ALTER TABLE ledger_transaction
  ADD CONSTRAINT ledger_transaction_lines CHECK (lines >= 2),
  ADD CONSTRAINT ledger_transaction_currency CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT ledger_transaction_cancels_another CHECK (cancels_id <> id);

ALTER TABLE ledger_entry
  ADD CONSTRAINT ledger_entry_amount_range
    CHECK (amount <> 0 AND amount BETWEEN -9007199254740991 AND 9007199254740991),
  ADD CONSTRAINT ledger_entry_currency CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT ledger_entry_line_not_negative CHECK (line >= 0),
  ADD CONSTRAINT ledger_entry_account CHECK (
    account IN ('commission_expense', 'stripe_cash')
    OR account IN ('partner:' || partner_id || ':pending', 'partner:' || partner_id || ':available',
                   'partner:' || partner_id || ':in_transit'));

-- available may be negative (clawback), pending for a moment while a late event is corrected; these two never
ALTER TABLE partner_balance
  ADD CONSTRAINT partner_balance_currency CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT partner_balance_not_negative CHECK (in_transit >= 0 AND paid >= 0);

-- ---------------------------------------------------------------- payouts

ALTER TABLE payout
  ADD CONSTRAINT payout_amount_range CHECK (amount BETWEEN 1 AND 9007199254740991),
  ADD CONSTRAINT payout_currency CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT payout_manifest_hash CHECK (manifest_hash ~ '^[0-9a-f]{64}$'),
  ADD CONSTRAINT payout_origin CHECK (origin IN ('partner', 'schedule', 'admin', 'api')),
  ADD CONSTRAINT payout_month CHECK (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  ADD CONSTRAINT payout_decided CHECK (status IN ('requested', 'canceled') OR decided_at IS NOT NULL),
  ADD CONSTRAINT payout_paid_by_transfer CHECK (
    status NOT IN ('paid', 'returned') OR (transfer_id IS NOT NULL AND paid_at IS NOT NULL)),
  ADD CONSTRAINT payout_refusal_has_reason
    CHECK (status NOT IN ('rejected', 'failed', 'returned') OR reason IS NOT NULL);

CREATE UNIQUE INDEX payout_one_per_partner_and_month ON payout (partner_id, month) WHERE month IS NOT NULL;
COMMENT ON INDEX payout_one_per_partner_and_month IS 'the 1st of a month requests once, however often its job runs';

ALTER TABLE payout_item
  ADD CONSTRAINT payout_item_amount_range
    CHECK (amount <> 0 AND amount BETWEEN -9007199254740991 AND 9007199254740991);

ALTER TABLE payout_attempt
  ADD CONSTRAINT payout_attempt_number CHECK (number >= 1),
  ADD CONSTRAINT payout_attempt_amount_range CHECK (amount BETWEEN 1 AND 9007199254740991),
  ADD CONSTRAINT payout_attempt_currency CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT payout_attempt_outcome CHECK (outcome IN ('sent', 'refused', 'unknown')),
  ADD CONSTRAINT payout_attempt_sent_has_transfer CHECK (outcome <> 'sent' OR transfer_id IS NOT NULL);

-- A second key while the first may still have moved money is how a payout is paid twice.
CREATE UNIQUE INDEX payout_attempt_one_unrefused ON payout_attempt (payout_id) WHERE outcome IS DISTINCT FROM 'refused';
COMMENT ON INDEX payout_attempt_one_unrefused IS 'a new attempt only after the one before is known to have moved no money';

-- ---------------------------------------------------------------- agencies, conversions, webhooks out, clock

ALTER TABLE invitation
  ADD CONSTRAINT invitation_domain_lower_case CHECK (domain !~ '[A-Z\s]'),
  ADD CONSTRAINT invitation_expires_later CHECK (expires_at > at),
  ADD CONSTRAINT invitation_refusal_has_reason CHECK (status <> 'refused' OR reason IS NOT NULL),
  ADD CONSTRAINT invitation_end_has_instant CHECK (status NOT IN ('revoked', 'declined') OR ended_at IS NOT NULL);

ALTER TABLE client_project
  ADD CONSTRAINT client_project_domain_lower_case CHECK (domain !~ '[A-Z\s]');

ALTER TABLE configuration_template
  ADD CONSTRAINT configuration_template_version CHECK (version >= 1);

ALTER TABLE client_configuration
  ADD CONSTRAINT client_configuration_version CHECK (version >= 1);

ALTER TABLE handoff
  ADD CONSTRAINT handoff_domain_lower_case CHECK (domain !~ '[A-Z\s]'),
  ADD CONSTRAINT handoff_expires_later CHECK (expires_at > sent_at),
  ADD CONSTRAINT handoff_one_answer CHECK (num_nonnulls(accepted_at, declined_at, revoked_at) <= 1);

ALTER TABLE conversion
  ADD CONSTRAINT conversion_attempts_not_negative CHECK (attempts >= 0),
  ADD CONSTRAINT conversion_skip_has_reason CHECK (status NOT IN ('skipped', 'dead') OR reason IS NOT NULL);

ALTER TABLE webhook_endpoint
  ADD CONSTRAINT webhook_endpoint_url_is_http CHECK (url ~ '^https?://');

ALTER TABLE webhook_delivery
  ADD CONSTRAINT webhook_delivery_attempts_not_negative CHECK (attempts >= 0);

ALTER TABLE sandbox_clock
  ADD CONSTRAINT sandbox_clock_only_row CHECK (id = 1);
