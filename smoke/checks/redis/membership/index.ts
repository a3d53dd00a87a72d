import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";
import { aclChange } from "./acl-change";
import { allCrash } from "./all-crash";
import { allRestart } from "./all-restart";
import { busyNode } from "./busy-node";
import { connectionLost } from "./connection-lost";
import { epochs } from "./epochs";
import { forget } from "./forget";
import { loadingReplica } from "./loading-replica";
import { replicaReads } from "./replica-reads";
import { tlsPorts } from "./tls-ports";

export {
  aclChange,
  allCrash,
  allRestart,
  busyNode,
  connectionLost,
  epochs,
  forget,
  loadingReplica,
  replicaReads,
  tlsPorts,
};

/** Scenarios in which nodes come, go and forget, and what clients see of it. */
export const membershipChecks: readonly Check<RedisManifest>[] = [
  epochs,
  tlsPorts,
  allRestart,
  allCrash,
  forget,
  replicaReads,
  loadingReplica,
  busyNode,
  aclChange,
  connectionLost,
];
