import type { MemcachedManifest } from "../../../../constructs/core/manifest";
import { ringServerOf } from "../../../../constructs/memcached/ring";
import { judgeFigure, type Observation } from "../../judge";
import type { RingStage } from "./ring-stage";
import type { WitnessReport } from "./witnesses";

/**
 * What became of the keys that were left alone: those of the node are cold or kept, all others are kept.
 *
 * @param own what has to become of the node's keys
 */
export function judgeWitnesses(
  { server, witnesses }: Pick<RingStage, "server" | "witnesses">,
  report: WitnessReport,
  own: "cold" | "kept",
): Observation[] {
  const held = witnesses.heldBy(server);
  const wanted = own === "cold" ? held : 0;
  const elsewhere = [...report.missing].reduce(
    (sum, [each, count]) => (each === server ? sum : sum + count),
    0,
  );
  return [
    judgeFigure({
      what: `of ${held} keys of the node cold`,
      unit: "count",
      measured: report.missing.get(server),
      atMost: wanted,
      atLeast: wanted,
      derivation:
        own === "cold"
          ? "memory goes with its process, all of it"
          : "nothing is lost while a process lives",
    }),
    ...(own === "cold" ? [judgeFigure(witnesses.shareFigure(server, report))] : []),
    judgeFigure({
      what: "keys of the other nodes cold",
      unit: "count",
      measured: elsewhere,
      atMost: 0,
      derivation: "a key is on one node",
    }),
    judgeFigure({
      what: "keys with another value than was written",
      unit: "count",
      measured: report.wrong.length,
      atMost: 0,
      derivation: "each value tells its key",
    }),
  ];
}

/** Ids of nodes by their names in the ring. */
export function nodeNames({ nodes }: MemcachedManifest): (server: string) => string {
  const names = new Map(nodes.map((node) => [ringServerOf(node), node.id]));
  return (server) => names.get(server) ?? server;
}
