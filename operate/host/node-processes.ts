import type { NodeProcesses } from "../redis/wait-whole";
import { logTail } from "./log-tail";
import type { NodeFolder } from "./node-folder";
import { isRunning } from "./node-launch";

/** Nodes on this machine, by the folder of each id. */
export function nodeProcesses(folderOf: (id: string) => NodeFolder | undefined): NodeProcesses {
  return {
    isRunning: (id) => {
      const folder = folderOf(id);
      return folder !== undefined && isRunning(folder);
    },
    logTail: (id) => {
      const folder = folderOf(id);
      return folder === undefined ? "" : logTail(folder.log);
    },
  };
}
