import { createHash } from "node:crypto";
import { join } from "node:path";
import { readIfPresent } from "../../secrets/files";
import { readHomeState } from "./home-state";
import { NodeFolder } from "./node-folder";
import { isRunning } from "./node-launch";

/**
 * The value that carries liveness into the plan: while every node runs it is the id of the last
 * incident, so that the plan after healing is empty; when one is down it is a new id, the same at
 * each look until the next deployment heals it.
 */
export function incidentOf(home: string, nodeIds: readonly string[]): string {
  const state = readHomeState(home);
  const down = nodeIds.filter(
    (id) => state.born.includes(id) && !isRunning(new NodeFolder(join(home, id))),
  );
  if (down.length === 0) return state.lastIncident;
  const records = down.map((id) => {
    const folder = new NodeFolder(join(home, id));
    return `${id} ${readIfPresent(folder.run("server")) ?? ""}`;
  });
  return createHash("sha256").update(records.join("\n")).digest("hex").slice(0, 12);
}
