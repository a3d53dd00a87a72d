import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check } from "../../../check";
import { allCrash } from "./all-crash";
import { allRestart } from "./all-restart";
import { epochs } from "./epochs";
import { forget } from "./forget";
import { replicaReads } from "./replica-reads";
import { tlsPorts } from "./tls-ports";

export { allCrash, allRestart, epochs, forget, replicaReads, tlsPorts };

/** Scenarios in which nodes come, go and forget, and what clients see of it. */
export const membershipChecks: readonly Check<RedisManifest>[] = [
  epochs,
  tlsPorts,
  allRestart,
  allCrash,
  forget,
  replicaReads,
];
