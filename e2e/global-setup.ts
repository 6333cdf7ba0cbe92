// A migrated template database for the portals of the journeys, as the database tests have it.
export { default } from '../app/test-support/global-setup';
