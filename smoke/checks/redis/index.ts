import type { RedisManifest } from "../../../constructs/core/manifest";
import type { Check } from "../../check";
import { acl } from "./acl";
import { clusterState } from "./cluster-state";
import { crashFailover } from "./crash-failover";
import { defaultUser } from "./default-user";
import { hashTags } from "./hash-tags";
import { jsonValues } from "./json-values";
import { memoryLimit } from "./memory-limit";
import { oldTls } from "./old-tls";
import { plaintextRefused } from "./plaintext-refused";
import { plannedFailover } from "./planned-failover";
import { renamedCommands } from "./renamed-commands";
import { rollingRestart } from "./rolling-restart";
import { serviceFailover } from "./service-failover";
import { sharding } from "./sharding";
import { tlsNames } from "./tls-names";
import { tlsWrongCa } from "./tls-wrong-ca";
import { hardening } from "./hardening";
import { electionChecks } from "./elections";
import { recoveryChecks } from "./recovery";
import { membershipChecks } from "./membership";
import { patternChecks } from "./patterns";
import { surroundingsChecks } from "./surroundings";
import { writeChecks } from "./writes";

export {
  acl,
  clusterState,
  crashFailover,
  defaultUser,
  hashTags,
  jsonValues,
  memoryLimit,
  oldTls,
  plaintextRefused,
  plannedFailover,
  renamedCommands,
  rollingRestart,
  serviceFailover,
  sharding,
  tlsNames,
  tlsWrongCa,
  hardening,
};
export * from "./membership";

export {
  patternAside,
  patternBehind,
  patternMatching,
  patternThrough,
  patternValues,
} from "./patterns";

export * from "./surroundings";

export * from "./writes";

export * from "./elections";

export * from "./recovery";

/** Every check of a Redis Cluster, in the order in which a report is read. */
export const redisChecks: readonly Check<RedisManifest>[] = [
  tlsNames,
  tlsWrongCa,
  oldTls,
  plaintextRefused,
  clusterState,
  sharding,
  hashTags,
  jsonValues,
  acl,
  defaultUser,
  hardening,
  memoryLimit,
  renamedCommands,
  crashFailover,
  plannedFailover,
  rollingRestart,
  serviceFailover,
  ...writeChecks,
  ...electionChecks,
  ...recoveryChecks,
  ...membershipChecks,
  ...surroundingsChecks,
  ...patternChecks,
];
