-- A run that was killed in the middle changes no configuration a second time (ADR-0107).
SET LOCAL lock_timeout = '5s';

DROP INDEX "client_configuration_version_update_id_idx";
CREATE UNIQUE INDEX "client_configuration_version_update_id_configuration_id_key"
  ON "client_configuration_version"("update_id", "configuration_id");
-- what of a run is still to be done
CREATE INDEX "configuration_update_item_waiting" ON "configuration_update_item"("update_id", "configuration_id")
  WHERE "outcome" = 'waiting';
