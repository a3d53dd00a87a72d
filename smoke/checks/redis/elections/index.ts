import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";
import { bestReplica } from "./best-replica";
import { forcedFailover } from "./forced-failover";
import { majorityLost } from "./majority-lost";
import { noFailover } from "./no-failover";
import { primariesCrashTogether } from "./primaries-crash-together";
import { replicaMigration } from "./replica-migration";
import { replicasCrash } from "./replicas-crash";
import { secondFailover } from "./second-failover";
import { staleReplica } from "./stale-replica";
import { votingPrimaries } from "./voting-primaries";

export {
  bestReplica,
  forcedFailover,
  majorityLost,
  noFailover,
  primariesCrashTogether,
  replicaMigration,
  replicasCrash,
  secondFailover,
  staleReplica,
  votingPrimaries,
};

/** Scenarios in which primaries fail, and who takes over from them. */
export const electionChecks: readonly Check<RedisManifest>[] = [
  replicasCrash,
  secondFailover,
  primariesCrashTogether,
  bestReplica,
  staleReplica,
  noFailover,
  forcedFailover,
  majorityLost,
  votingPrimaries,
  replicaMigration,
];
