import { join } from "node:path";
import { z } from "zod";
import { readIfPresent, writePrivateFile } from "../../secrets/files";

const state = z.strictObject({
  /** Nodes that were given their birth seed once; they never get it again. */
  born: z.array(z.string()),
  /** How often a node came back without its data. */
  incarnations: z.record(z.string(), z.int()),
  /** Shape at first creation, for a cluster. */
  topology: z.strictObject({ shards: z.int(), replicasPerShard: z.int() }).optional(),
  /** Id of the incident that the last deployment healed. */
  lastIncident: z.string(),
});

/** What must be remembered of a cluster or ring outside of its nodes' own folders. */
export type HomeState = z.infer<typeof state>;

/** Incident id of a cluster that nothing ever happened to. */
export const NO_INCIDENT = "none";

export function readHomeState(home: string): HomeState {
  const text = readIfPresent(stateFile(home));
  if (text === undefined) return { born: [], incarnations: {}, lastIncident: NO_INCIDENT };
  return state.parse(JSON.parse(text));
}

export function writeHomeState(home: string, value: HomeState): void {
  writePrivateFile(stateFile(home), `${JSON.stringify(value, undefined, 2)}\n`);
}

function stateFile(home: string): string {
  return join(home, "state.json");
}
