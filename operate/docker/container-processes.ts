import type { Manifest } from "../../constructs/core/manifest";
import type { NodeProcesses } from "../node-processes";
import { containerLog, runningContainers } from "./engine";

/** Lines of a node's log that an error shows. */
const LOG_LINES = 20;

/** Milliseconds that an answer of the engine holds: each one is a program that is started. */
const ANSWER_HOLDS_MS = 500;

/** Nodes in containers, by their ids in a manifest. */
export function containerProcesses({ nodes }: Pick<Manifest, "nodes">): NodeProcesses {
  const refs = new Map<string, string>(nodes.map(({ id, ref }) => [id, ref]));
  const nameOf = (id: string): string => refs.get(id) ?? id;
  let running: ReadonlySet<string> = new Set();
  let askedAt = -Infinity;
  return {
    stopped: async (ids) => {
      if (performance.now() - askedAt >= ANSWER_HOLDS_MS) {
        running = await runningContainers();
        askedAt = performance.now();
      }
      return ids.filter((id) => !running.has(nameOf(id)));
    },
    logTail: (id) => containerLog(nameOf(id), LOG_LINES),
  };
}
