import type { ClusterNodeLine } from "../../constructs/redis/cluster-nodes";
import type { Recovery } from "../../operate/redis/recoveries";
import type { Info } from "./info";
import type { AnsweredSample, SilentSample } from "./sample";

/** What a node of a cluster of Redis or Valkey tells of itself and of the others. */
export interface RedisNodeSample extends AnsweredSample {
  readonly kind: "redis";
  /** `INFO everything`. */
  readonly info: Info;
  /** `CLUSTER INFO`. */
  readonly cluster: Info;
  /** `CLUSTER NODES`. */
  readonly lines: readonly ClusterNodeLine[];
  /** What the node runner did about deaths of the server. @default - the target does not tell */
  readonly recoveries?: readonly Recovery[];
}

export type RedisSample = RedisNodeSample | SilentSample;
