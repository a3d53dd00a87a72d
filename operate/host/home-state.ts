import { join } from "node:path";
import { z } from "zod";
import { ValidationError } from "../../constructs/core/errors";
import { readIfPresent, writePrivateFile } from "../../secrets/files";

const shardOwner = z.strictObject({
  id: z.string(),
  configEpoch: z.number(),
  seenAt: z.number(),
});

const state = z.strictObject({
  /** Nodes that were given their birth seed once; they never get it again. */
  born: z.array(z.string()),
  /** How often a node came back without its data. */
  incarnations: z.record(z.string(), z.int()),
  /** Shape that the cluster has, or is being created with. */
  topology: z.strictObject({ shards: z.int(), replicasPerShard: z.int() }).optional(),
  /**
   * Whether the cluster has ever been whole; from then on a new node joins instead of being born.
   * Releases that did not write it left no cluster half-made.
   */
  formed: z.boolean().default(true),
  /** Owner of each run of slots, by the run; see `observeOwners`. */
  owners: z.record(z.string(), shardOwner).default({}),
  /** Id of the incident that the last deployment healed. */
  lastIncident: z.string(),
});

/** What must be remembered of a cluster or ring outside of its nodes' own folders. */
export type HomeState = z.infer<typeof state>;

/** Incident id of a cluster that nothing ever happened to. */
const NO_INCIDENT = "none";

/** @throws ValidationError HOST_STATE_INVALID */
export function readHomeState(home: string): HomeState {
  const text = readIfPresent(stateFile(home));
  if (text === undefined) {
    return { born: [], incarnations: {}, formed: false, owners: {}, lastIncident: NO_INCIDENT };
  }
  const parsed = state.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new ValidationError("HOST_STATE_INVALID", {
    problem: `${stateFile(home)} is not what this release writes: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`,
    fix: "restore the file from a backup; or stop the servers and remove their folder with the data",
  });
}

export function writeHomeState(home: string, value: HomeState): void {
  writePrivateFile(stateFile(home), `${JSON.stringify(value, undefined, 2)}\n`);
}

/** `undefined` for a text that is no JSON: the schema refuses it then. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function stateFile(home: string): string {
  return join(home, "state.json");
}
