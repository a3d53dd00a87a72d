import type { Cluster } from "ioredis";
import { requireInteger } from "../../../constructs/core/validate";
import type { Confirmation } from "./confirmed-connection";
import type { WriteBehindQueue } from "./queue";

/** What producers and workers of a queue have in common. */
export interface QueueAccessProps {
  /** Of `connectRedis`. Whoever made it ends it. */
  readonly cluster: Cluster;
  readonly queue: WriteBehindQueue;
  /**
   * Replicas that have to have an update before it counts, 1 to 5. As many as a shard has: then whichever is elected has
   * it.
   *
   * @default 1
   */
  readonly replicas?: number;
  /**
   * Milliseconds that are waited for them, 10 to 60,000.
   * @default 1000
   */
  readonly confirmMs?: number;
}

/** How updates are taken. */
export interface WriteBehindProps extends QueueAccessProps {
  /**
   * Updates that a partition may hold, 1 to 100,000,000; more are refused. Every process may exceed it by the updates that it
   * sends at once, 128 for each partition.
   *
   * @default 100000
   */
  readonly limit?: number;
  /**
   * Most bytes that a value may have as JSON, 1 to 536,870,912.
   * @default 1048576
   */
  readonly maxValueBytes?: number;
  /**
   * Milliseconds for which an update is held while no primary takes it, 0 to 600,000; on top of those in which the cluster's
   * client gives up a command. Longer than a failover takes.
   *
   * @default 10000
   */
  readonly acceptMs?: number;
}

const DEFAULTS = {
  replicas: 1,
  confirmMs: 1000,
  limit: 100_000,
  maxValueBytes: 1024 ** 2,
  acceptMs: 10_000,
} as const;
const CODE = "WRITE_BEHIND_INVALID";

/** Props with their defaults. */
export type CompleteWriteBehindProps = Required<WriteBehindProps>;

/** @throws ValidationError WRITE_BEHIND_INVALID */
export function completeWriteBehindProps(given: WriteBehindProps): CompleteWriteBehindProps {
  const props = { ...DEFAULTS, ...given };
  confirmationOf(props);
  requireInteger(CODE, "limit", props.limit, { min: 1, max: 100_000_000 });
  const bytes = { min: 1, max: 512 * 1024 ** 2, unit: "bytes" };
  requireInteger(CODE, "maxValueBytes", props.maxValueBytes, bytes);
  requireInteger(CODE, "acceptMs", props.acceptMs, { min: 0, max: 600_000, unit: "ms" });
  return props;
}

/** @throws ValidationError WRITE_BEHIND_INVALID */
export function confirmationOf({
  replicas = DEFAULTS.replicas,
  confirmMs = DEFAULTS.confirmMs,
}: Pick<QueueAccessProps, "replicas" | "confirmMs">): Confirmation {
  requireInteger(CODE, "replicas", replicas, { min: 1, max: 5 });
  requireInteger(CODE, "confirmMs", confirmMs, { min: 10, max: 60_000, unit: "ms" });
  return { replicas, confirmMs };
}
