import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";
import { forcedFailover } from "./forced-failover";
import { majorityLost } from "./majority-lost";
import { noFailover } from "./no-failover";
import { replicasCrash } from "./replicas-crash";
import { secondFailover } from "./second-failover";
import { staleReplica } from "./stale-replica";
import { votingPrimaries } from "./voting-primaries";

export {
  forcedFailover,
  majorityLost,
  noFailover,
  replicasCrash,
  secondFailover,
  staleReplica,
  votingPrimaries,
};

/** Scenarios in which primaries fail, and who takes over from them. */
export const electionChecks: readonly Check<RedisManifest>[] = [
  replicasCrash,
  secondFailover,
  staleReplica,
  noFailover,
  forcedFailover,
  majorityLost,
  votingPrimaries,
];
