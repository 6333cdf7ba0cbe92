-- Sending webhooks: until when a delivery is tried, and who is sending it now (ADR-0110).
SET LOCAL lock_timeout = '5s';

ALTER TABLE "webhook_delivery" ADD COLUMN "retry_until" TIMESTAMPTZ(3), ADD COLUMN "lease_until" TIMESTAMPTZ(3);

-- Every try carries the same bytes, also the one a person asks for.
CREATE TRIGGER webhook_delivery_message_stays BEFORE UPDATE ON "webhook_delivery" FOR EACH ROW
  WHEN (ROW(OLD."id", OLD."endpoint_id", OLD."type", OLD."body", OLD."subject", OLD."created_at")
    IS DISTINCT FROM ROW(NEW."id", NEW."endpoint_id", NEW."type", NEW."body", NEW."subject", NEW."created_at"))
  EXECUTE FUNCTION refuse_change('a message is sent again as it was');

-- There is one product.
CREATE UNIQUE INDEX "webhook_endpoint_one_product" ON "webhook_endpoint" ((true)) WHERE "partner_id" IS NULL;
