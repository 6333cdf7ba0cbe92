-- The open invitations of a workspace are listed and counted (domain.md section 11).
SET LOCAL lock_timeout = '5s';

CREATE INDEX "email_token_partner_id_idx" ON "email_token"("partner_id");
