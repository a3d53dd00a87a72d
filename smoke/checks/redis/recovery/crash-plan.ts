import type { SeededRandom } from "../../../random";
import type { LiveNode, LiveShard } from "../live-shards";

/** Whose servers die at the same moment. */
export type CrashKind = "primary" | "replica" | "whole shard" | "two primaries";

/** As often as each stands here: most crashes are of one process. */
const KINDS: readonly CrashKind[] = [
  ...Array<CrashKind>(6).fill("primary"),
  ...Array<CrashKind>(2).fill("replica"),
  "whole shard",
  "two primaries",
];
/** Of so many crashes one is not waited for until the next. */
const HURRIED_OF = 4;
/** Milliseconds until the next crash where nobody waits: about what a node takes to come back. */
const HURRY_MS = { min: 200, max: 2200 };

/** A crash that the seed chose. */
export interface CrashPlan {
  readonly kind: CrashKind;
  readonly nodes: readonly LiveNode[];
  /** Numbers of the shards that they are of. */
  readonly shards: readonly number[];
  /** Milliseconds until the next crash. @default - until the cluster is whole */
  readonly pauseMs?: number;
}

/**
 * Chooses what dies next.
 *
 * @param mayCrash whether a node is there to be crashed
 * @returns `undefined` when nothing may
 */
export function planCrash(
  random: SeededRandom,
  shards: readonly LiveShard[],
  mayCrash: (node: LiveNode) => boolean,
): CrashPlan | undefined {
  const possible = KINDS.map((kind) => ({
    kind,
    victims: victimsOf(kind, shards).filter(({ nodes }) => nodes.every(mayCrash)),
  })).filter(({ victims }) => victims.length > 0);
  if (possible.length === 0) return undefined;
  const { kind, victims } = random.pick(possible);
  const chosen = random.pick(victims);
  if (random.below(HURRIED_OF) > 0) return { kind, ...chosen };
  const pauseMs = HURRY_MS.min + random.below(HURRY_MS.max - HURRY_MS.min);
  return { kind, ...chosen, pauseMs };
}

function victimsOf(
  kind: CrashKind,
  shards: readonly LiveShard[],
): Pick<CrashPlan, "nodes" | "shards">[] {
  switch (kind) {
    case "primary":
      return shards.map(({ number, primary }) => ({ nodes: [primary], shards: [number] }));
    case "replica":
      return shards.flatMap(({ number, replicas }) =>
        replicas.map((replica) => ({ nodes: [replica], shards: [number] })),
      );
    case "whole shard":
      return shards
        .filter(({ replicas }) => replicas.length > 0)
        .map(({ number, primary, replicas }) => ({
          nodes: [primary, ...replicas],
          shards: [number],
        }));
    case "two primaries":
      return shards.flatMap((one, index) =>
        shards.slice(index + 1).map((other) => ({
          nodes: [one.primary, other.primary],
          shards: [one.number, other.number],
        })),
      );
  }
}
