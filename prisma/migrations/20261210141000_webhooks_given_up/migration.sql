-- The admin's overview counts what was given up, among everything that was ever sent.
SET LOCAL lock_timeout = '5s';

CREATE INDEX "webhook_delivery_given_up_idx" ON "webhook_delivery"("given_up_at") WHERE "given_up_at" IS NOT NULL;
