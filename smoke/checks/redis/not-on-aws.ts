/** Why no check can do something to a node of ElastiCache; each names the one that has the service do it. */
const INSTEAD = "redis/service-failover has it fail a primary";

/** Of checks that kill, freeze or stop servers, or watch the elections that follow. */
export const NOT_ON_AWS = `not on this target: ElastiCache runs the nodes and their elections, nobody can kill, freeze or stop their processes; ${INSTEAD}`;

/** Of checks that hand a shard over. */
export const NO_HAND_OVER_ON_AWS = `not on this target: ElastiCache lets nobody call CLUSTER FAILOVER; ${INSTEAD}`;
