import type { NodeProcesses } from "../node-processes";
import { logTail } from "./log-tail";
import type { NodeFolder } from "./node-folder";
import { isRunning } from "./node-launch";

/** Nodes on this machine, by the folder of each id. */
export function nodeProcesses(folderOf: (id: string) => NodeFolder | undefined): NodeProcesses {
  return {
    stopped: (ids) =>
      Promise.resolve(
        ids.filter((id) => {
          const folder = folderOf(id);
          return folder === undefined || !isRunning(folder);
        }),
      ),
    logTail: (id) => {
      const folder = folderOf(id);
      return folder === undefined ? "" : logTail(folder.log);
    },
  };
}
