-- What several rows must satisfy together: the ledger sums to zero, a payout carries what it pays, four eyes, legal steps.
-- Functions name every table with its schema and pin search_path: a temporary table of the same name must not fool them.
SET LOCAL lock_timeout = '5s';

-- ---------------------------------------------------------------- ledger
-- A transaction announces its number of lines. At commit it has exactly that many and they sum to zero; at no time may it
-- have more. So nothing can be added later: all places are taken. Savepoints do not matter to either rule.

CREATE FUNCTION ledger_transaction_balances() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  found bigint;
  total numeric;
BEGIN
  SELECT count(*), coalesce(sum(amount), 0) INTO found, total FROM public.ledger_entry WHERE transaction_id = NEW.id;
  IF found <> NEW.lines THEN
    RAISE EXCEPTION 'ledger transaction % announces % lines and has %', NEW.id, NEW.lines, found
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_transaction_balances';
  END IF;
  IF total <> 0 THEN
    RAISE EXCEPTION 'ledger transaction % sums to %, not to zero', NEW.id, total
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_transaction_balances';
  END IF;
  RETURN NULL;
END;
$$;

CREATE CONSTRAINT TRIGGER ledger_transaction_balances AFTER INSERT ON ledger_transaction
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transaction_balances();

CREATE FUNCTION ledger_entry_fits() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF EXISTS (
    SELECT FROM added a JOIN public.ledger_transaction t ON t.id = a.transaction_id
     WHERE a.currency <> t.currency OR a.partner_id <> t.partner_id
  ) THEN
    RAISE EXCEPTION 'a ledger entry has another currency or partner than its transaction'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_fits';
  END IF;
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT transaction_id FROM added) a
      JOIN public.ledger_transaction t ON t.id = a.transaction_id
     WHERE t.lines < (SELECT count(*) FROM public.ledger_entry e WHERE e.transaction_id = t.id)
  ) THEN
    RAISE EXCEPTION 'a ledger transaction is complete: nothing can be added'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_fits';
  END IF;
  RETURN NULL;
END;
$$;

CREATE TRIGGER ledger_entry_fits AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_fits();

-- ---------------------------------------------------------------- commissions

-- One chain: the customer who paid is the customer whose commission it is.
CREATE FUNCTION commission_of_payer() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.payment p WHERE p.id = NEW.payment_id AND p.customer_id = NEW.customer_id) THEN
    RAISE EXCEPTION 'commission % names another customer than its payment', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'commission_of_payer';
  END IF;
  RETURN NULL;
END;
$$;

CREATE TRIGGER commission_of_payer AFTER INSERT OR UPDATE OF customer_id, payment_id ON commission FOR EACH ROW
  WHEN (NEW.customer_id IS NOT NULL AND NEW.payment_id IS NOT NULL) EXECUTE FUNCTION commission_of_payer();

-- ---------------------------------------------------------------- payouts: what they carry

CREATE FUNCTION payout_carries_its_amount() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  total numeric;
BEGIN
  SELECT sum(amount) INTO total FROM public.payout_item WHERE payout_id = NEW.id;
  IF total IS DISTINCT FROM NEW.amount THEN
    RAISE EXCEPTION 'payout % is of % and its items sum to %', NEW.id, NEW.amount, total
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_carries_its_amount';
  END IF;
  RETURN NULL;
END;
$$;

CREATE CONSTRAINT TRIGGER payout_carries_its_amount AFTER INSERT ON payout
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payout_carries_its_amount();

-- A row we can see whose writer is still in progress is our own, also when a savepoint wrote it. age() counts from our own
-- transaction and thereby supplies the upper half of the 64-bit id.
CREATE FUNCTION written_by_this_transaction(writer xid) RETURNS boolean LANGUAGE sql SET search_path = '' AS $$
  SELECT pg_xact_status((pg_current_xact_id()::text::bigint - age(writer))::text::xid8) IS NOT DISTINCT FROM 'in progress'
$$;

CREATE FUNCTION payout_item_fits() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF EXISTS (
    SELECT FROM added a
      JOIN public.payout p ON p.id = a.payout_id
      JOIN public.commission c ON c.id = a.commission_id
     WHERE c.partner_id <> p.partner_id OR c.currency <> p.currency
  ) THEN
    RAISE EXCEPTION 'a payout item names a commission of another partner or currency'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_item_fits';
  END IF;
  -- Items never change and a payout has some when it is first committed: an older one means it was complete.
  IF EXISTS (
    SELECT FROM public.payout_item i
     WHERE i.payout_id IN (SELECT payout_id FROM added) AND NOT public.written_by_this_transaction(i.xmin)
  ) THEN
    RAISE EXCEPTION 'a payout is complete: no item can be added'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_item_fits';
  END IF;
  -- Two payouts of one commission wait for each other here; the second then sees the first one's items.
  PERFORM FROM public.commission WHERE id IN (SELECT commission_id FROM added) ORDER BY id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT FROM (
      SELECT i.commission_id, sum(i.amount) AS carried
        FROM public.payout_item i
        JOIN public.payout p ON p.id = i.payout_id
       WHERE i.commission_id IN (SELECT commission_id FROM added)
         AND p.status NOT IN ('rejected', 'failed', 'returned', 'canceled')
       GROUP BY i.commission_id) s
      JOIN public.commission c ON c.id = s.commission_id
     WHERE abs(s.carried) > c.amount
  ) THEN
    RAISE EXCEPTION 'payouts carry more of a commission than it is worth'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_item_fits';
  END IF;
  RETURN NULL;
END;
$$;

CREATE TRIGGER payout_item_fits AFTER INSERT ON payout_item REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION payout_item_fits();

-- ---------------------------------------------------------------- payouts: four eyes, legal steps

CREATE FUNCTION payout_approval_allowed() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  wanted public.payout;
BEGIN
  SELECT * INTO wanted FROM public.payout WHERE id = NEW.payout_id;
  IF wanted.status <> 'requested' OR wanted.manifest_hash <> NEW.manifest_hash THEN
    RAISE EXCEPTION 'payout % is % and cannot be approved, or the approval is of another manifest', NEW.payout_id, wanted.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_approval_allowed';
  END IF;
  IF EXISTS (
    SELECT FROM public.partner_member m
     WHERE m.partner_id = wanted.partner_id AND m.user_id = NEW.user_id AND m.left_at IS NULL
  ) OR (wanted.origin = 'partner' AND wanted.requested_by = NEW.user_id) THEN
    RAISE EXCEPTION 'nobody approves a payout of a partner they belong to'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_approval_allowed';
  END IF;
  RETURN NEW;
END;
$$;

CREATE TRIGGER payout_approval_allowed BEFORE INSERT ON payout_approval
  FOR EACH ROW EXECUTE FUNCTION payout_approval_allowed();

CREATE TRIGGER payout_begins_requested BEFORE INSERT ON payout FOR EACH ROW
  WHEN (NEW.status <> 'requested') EXECUTE FUNCTION refuse_change('a payout begins as requested');

CREATE FUNCTION payout_takes_legal_steps() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF NOT (OLD.status::text || ' ' || NEW.status::text = ANY (ARRAY[
    'requested approved', 'requested rejected', 'requested canceled',
    'approved sending', 'approved rejected', 'approved failed',
    'sending paid', 'sending failed',
    'paid returned'])) THEN
    RAISE EXCEPTION 'a payout does not go from % to %', OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_takes_legal_steps';
  END IF;
  IF NEW.status = 'approved' AND NOT EXISTS (SELECT FROM public.payout_approval WHERE payout_id = NEW.id) THEN
    RAISE EXCEPTION 'payout % has no approval', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_takes_legal_steps';
  END IF;
  RETURN NEW;
END;
$$;

CREATE TRIGGER payout_takes_legal_steps BEFORE UPDATE OF status ON payout FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION payout_takes_legal_steps();
