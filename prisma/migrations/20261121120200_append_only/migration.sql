-- History is never rewritten, not even by the owner of the tables. Corrections are new rows.
SET LOCAL lock_timeout = '5s';

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  RAISE EXCEPTION '% of % refused: %', TG_OP, TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END;
$$;
COMMENT ON FUNCTION refuse_change() IS 'stops a statement; its argument says why';

-- Tables of which every row stays as it was inserted. Statement triggers: inserting costs nothing, and TRUNCATE is stopped too.
DO $$
DECLARE
  append_only CONSTANT text[] := ARRAY[
    'ledger_transaction', 'ledger_entry', 'audit_entry', 'attribution_decision', 'self_referral_decision',
    'partner_standing', 'terms_version', 'click', 'payout_approval', 'payout_item',
    'usage_record', 'members_change', 'subscription_change', 'attribution_capture', 'refund'];
  name text;
BEGIN
  FOREACH name IN ARRAY append_only LOOP
    EXECUTE format(
      'CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change(%L)',
      name || '_append_only', name, 'it is append-only');
  END LOOP;
END;
$$;

-- Tables with facts beside what we made of them: their rows stay.
DO $$
DECLARE
  kept CONSTANT text[] := ARRAY[
    'inbound_event', 'customer', 'payment', 'dispute', 'partner', 'terms', 'link', 'payout', 'payout_attempt'];
  name text;
BEGIN
  FOREACH name IN ARRAY kept LOOP
    EXECUTE format(
      'CREATE TRIGGER %I BEFORE DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change(%L)',
      name || '_is_kept', name, 'its rows are kept for ever');
  END LOOP;
END;
$$;

-- What was delivered, as delivered. UPDATE OF keeps the megabyte of a body out of every other update.
CREATE TRIGGER inbound_event_as_delivered
  BEFORE UPDATE OF id, seq, source, external_id, type, body, received_at ON inbound_event FOR EACH ROW
  WHEN ((OLD.id, OLD.seq, OLD.source, OLD.external_id, OLD.type, OLD.body, OLD.received_at)
    IS DISTINCT FROM (NEW.id, NEW.seq, NEW.source, NEW.external_id, NEW.type, NEW.body, NEW.received_at))
  EXECUTE FUNCTION refuse_change('an event stays as it was delivered');

CREATE TRIGGER customer_sign_up_stays
  BEFORE UPDATE OF id, external_id, signed_up_at, created_at ON customer FOR EACH ROW
  WHEN ((OLD.id, OLD.external_id, OLD.signed_up_at, OLD.created_at)
    IS DISTINCT FROM (NEW.id, NEW.external_id, NEW.signed_up_at, NEW.created_at))
  EXECUTE FUNCTION refuse_change('the sign-up is a fact');

CREATE TRIGGER payment_is_a_fact
  BEFORE UPDATE OF id, external_id, customer_id, visitor_id, click_id, at, amount, currency, period_start, period_end,
    order_id, source, event_id, created_at ON payment FOR EACH ROW
  WHEN ((OLD.id, OLD.external_id, OLD.customer_id, OLD.visitor_id, OLD.click_id, OLD.at, OLD.amount, OLD.currency,
         OLD.period_start, OLD.period_end, OLD.order_id, OLD.source, OLD.event_id, OLD.created_at)
    IS DISTINCT FROM
        (NEW.id, NEW.external_id, NEW.customer_id, NEW.visitor_id, NEW.click_id, NEW.at, NEW.amount, NEW.currency,
         NEW.period_start, NEW.period_end, NEW.order_id, NEW.source, NEW.event_id, NEW.created_at))
  EXECUTE FUNCTION refuse_change('a payment is a fact');

-- A payment that waits for a rate gets its basis once.
CREATE TRIGGER payment_basis_set_once
  BEFORE UPDATE OF basis ON payment FOR EACH ROW
  WHEN (OLD.basis IS NOT NULL AND NEW.basis IS DISTINCT FROM OLD.basis)
  EXECUTE FUNCTION refuse_change('the rate of a payment is fixed once');

CREATE TRIGGER dispute_is_a_fact
  BEFORE UPDATE ON dispute FOR EACH ROW
  WHEN ((OLD.id, OLD.external_id, OLD.payment_id, OLD.event_id)
      IS DISTINCT FROM (NEW.id, NEW.external_id, NEW.payment_id, NEW.event_id)
    OR (OLD.opened_at IS NOT NULL AND NEW.opened_at IS DISTINCT FROM OLD.opened_at)
    OR (OLD.closed_at IS NOT NULL
      AND (NEW.closed_at, NEW.outcome) IS DISTINCT FROM (OLD.closed_at, OLD.outcome)))
  EXECUTE FUNCTION refuse_change('a dispute opens once and closes once');

CREATE TRIGGER payout_as_requested
  BEFORE UPDATE OF id, partner_id, amount, currency, destination, manifest_hash, origin, month, requested_by, requested_at
    ON payout FOR EACH ROW
  WHEN ((OLD.id, OLD.partner_id, OLD.amount, OLD.currency, OLD.destination, OLD.manifest_hash, OLD.origin, OLD.month,
         OLD.requested_by, OLD.requested_at)
    IS DISTINCT FROM
        (NEW.id, NEW.partner_id, NEW.amount, NEW.currency, NEW.destination, NEW.manifest_hash, NEW.origin, NEW.month,
         NEW.requested_by, NEW.requested_at))
  EXECUTE FUNCTION refuse_change('a payout stays as it was requested');

CREATE TRIGGER payout_transfer_set_once
  BEFORE UPDATE OF transfer_id ON payout FOR EACH ROW
  WHEN (OLD.transfer_id IS NOT NULL AND NEW.transfer_id IS DISTINCT FROM OLD.transfer_id)
  EXECUTE FUNCTION refuse_change('a payout has one transfer');

CREATE TRIGGER payout_attempt_intent_stays
  BEFORE UPDATE OF id, payout_id, number, idempotency_key, amount, currency, destination, created_at
    ON payout_attempt FOR EACH ROW
  WHEN ((OLD.id, OLD.payout_id, OLD.number, OLD.idempotency_key, OLD.amount, OLD.currency, OLD.destination, OLD.created_at)
    IS DISTINCT FROM
        (NEW.id, NEW.payout_id, NEW.number, NEW.idempotency_key, NEW.amount, NEW.currency, NEW.destination, NEW.created_at))
  EXECUTE FUNCTION refuse_change('the intent was stored before the call');
