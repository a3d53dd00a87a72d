/** `replicationCron` runs once a second: it connects, and sees in the next round that the link stands. */
const REPLICATION_CRON_MS = 1000;
/** TLS, login and the harness's own look, on busy cores. */
const OBSERVATION_MS = 500;

/** Milliseconds in which a replica whose link was cut has one again, if its primary lets it in. */
export const LINK_BOUND_MS = 2 * REPLICATION_CRON_MS + OBSERVATION_MS;
/** Why it is that long. */
export const LINK_DERIVATION =
  "replicationCron looks once a second: it connects, and sees that the link stands";
