-- What an admin answered to an agency that asked for a domain which has customers (ADR-0108).
SET LOCAL lock_timeout = '5s';

ALTER TABLE "invitation"
  ADD COLUMN "answered_at" TIMESTAMPTZ(3),
  ADD COLUMN "answer" TEXT CHECK (char_length("answer") BETWEEN 1 AND 500);
