-- "Alice" and "alice" are one code: people type codes from slides and podcasts. The plain unique index would be the second guard of
-- one rule, and an insert that yields to one of the two can still stumble over the other.
SET LOCAL lock_timeout = '5s';

DROP INDEX "link_code_key";
CREATE UNIQUE INDEX link_code_without_case ON link (lower(code));
COMMENT ON INDEX link_code_without_case IS 'a code is unique without case; GET /r/:code looks links up by it';
