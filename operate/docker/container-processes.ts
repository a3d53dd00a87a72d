import type { Manifest } from "../../constructs/core/manifest";
import type { NodeProcesses } from "../node-processes";
import { containerLog, runningContainers } from "./engine";

/** Lines of a node's log that an error shows. */
const LOG_LINES = 20;

/** Nodes in containers, by their ids in a manifest. */
export function containerProcesses({ nodes }: Pick<Manifest, "nodes">): NodeProcesses {
  const refs = new Map<string, string>(nodes.map(({ id, ref }) => [id, ref]));
  const nameOf = (id: string): string => refs.get(id) ?? id;
  return {
    stopped: async (ids) => {
      const running = await runningContainers();
      return ids.filter((id) => !running.has(nameOf(id)));
    },
    logTail: (id) => containerLog(nameOf(id), LOG_LINES),
  };
}
