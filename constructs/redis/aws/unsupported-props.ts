import { ValidationError } from "../../core/errors";
import type { RedisClusterProps } from "../props";

/** Node timeout of ElastiCache, the engine's default; no parameter changes it. */
export const AWS_NODE_TIMEOUT_MS = 15_000;

/** A shared prop that a service decides itself. */
export interface UnsupportedProp {
  readonly prop: keyof RedisClusterProps;
  /** What the service does, as the rest of a sentence that begins with the prop. */
  readonly instead: string;
}

const UNSUPPORTED: readonly UnsupportedProp[] = [
  {
    prop: "nodeTimeoutMs",
    instead: `is ${AWS_NODE_TIMEOUT_MS} ms on ElastiCache, and no parameter changes it`,
  },
  {
    prop: "onCrash",
    instead: "is what ElastiCache does: it promotes a replica and replaces the node",
  },
  {
    prop: "persistence",
    instead:
      "is none on ElastiCache: replicas and snapshots keep the data, and a shard that loses every node at once is empty until a snapshot is restored",
  },
  {
    prop: "maxMemoryMib",
    instead:
      "follows from the node type: its memory without the quarter that reserved-memory-percent keeps for the server",
  },
];

/**
 * Refuses props that a service cannot honour.
 *
 * @throws ValidationError ELASTICACHE_PROP_UNSUPPORTED
 */
export function requireSupportedProps(
  props: Partial<RedisClusterProps>,
  unsupported: readonly UnsupportedProp[] = UNSUPPORTED,
): void {
  const found = unsupported.find(({ prop }) => props[prop] !== undefined);
  if (found === undefined) return;
  const { prop, instead } = found;
  throw new ValidationError("ELASTICACHE_PROP_UNSUPPORTED", {
    problem: `${prop} ${instead}`,
    received: props[prop],
    allowed: `no ${prop}`,
    fix: `leave ${prop} out`,
  });
}

/** What a synth says of the props that the service decides, each a sentence. */
export function unsupportedNotes(
  unsupported: readonly UnsupportedProp[] = UNSUPPORTED,
): readonly string[] {
  return unsupported.map(({ prop, instead }) => `${prop} ${instead}`);
}
