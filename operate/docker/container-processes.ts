import type { Manifest } from "../../constructs/core/manifest";
import type { NodeProcesses } from "../redis/wait-whole";
import { containerLog, isContainerRunning } from "./engine";

/** Lines of a node's log that an error shows. */
const LOG_LINES = 20;

/** Nodes in containers, by their ids in a manifest. */
export function containerProcesses({ nodes }: Pick<Manifest, "nodes">): NodeProcesses {
  const refs = new Map<string, string>(nodes.map(({ id, ref }) => [id, ref]));
  const nameOf = (id: string): string => refs.get(id) ?? id;
  return {
    isRunning: (id) => isContainerRunning(nameOf(id)),
    logTail: (id) => containerLog(nameOf(id), LOG_LINES),
  };
}
