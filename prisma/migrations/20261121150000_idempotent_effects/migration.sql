-- An Idempotency-Key is good for one effect, even when the process dies between the effect's commit and its answer.
SET LOCAL lock_timeout = '5s';

ALTER TABLE idempotency_record ADD COLUMN effect_at TIMESTAMPTZ(3);
COMMENT ON COLUMN idempotency_record.effect_at IS
  'set by the transaction that had the effect: from then on the request is never run again';

CREATE INDEX commission_accrued ON commission (partner_id) INCLUDE (amount, reversed, currency)
  WHERE status = 'accrued' AND withdrawn_at IS NULL;
COMMENT ON INDEX commission_accrued IS 'the Qualifying figure of a balance, which the ledger does not hold';
