-- Why an admin approves what stands out in a batch (ADR-0089); kept like the rest of the approval.
SET LOCAL lock_timeout = '5s';

ALTER TABLE "payout_batch_approval" ADD COLUMN "note" TEXT;
ALTER TABLE "payout_batch_approval" ADD CONSTRAINT "payout_batch_approval_note_check" CHECK (char_length("note") BETWEEN 1 AND 500);
