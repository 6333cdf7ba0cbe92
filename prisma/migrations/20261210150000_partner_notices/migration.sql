-- What a partner was told, once each (ADR-0112).
SET LOCAL lock_timeout = '5s';

CREATE TABLE "partner_notice" (
    "partner_id" TEXT NOT NULL REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    PRIMARY KEY ("partner_id", "kind", "subject")
);
CREATE TRIGGER partner_notice_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "partner_notice" FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change('it is append-only');

-- The application’s role may not even try.
REVOKE UPDATE, DELETE ON "partner_notice" FROM tributary_app;
