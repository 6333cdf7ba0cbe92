-- A statement names its parties as they were: regenerated after a partner changed its name it must be the same bytes.
SET LOCAL lock_timeout = '5s';

ALTER TABLE "payout" ADD COLUMN "statement_head" JSONB NOT NULL DEFAULT '{}';

DROP TRIGGER payout_statement_stays ON payout;
CREATE TRIGGER payout_statement_stays
  BEFORE UPDATE OF statement_head, statement_lines ON payout FOR EACH ROW
  WHEN ((OLD.statement_head, OLD.statement_lines) IS DISTINCT FROM (NEW.statement_head, NEW.statement_lines))
  EXECUTE FUNCTION refuse_change('a statement says what was requested');
