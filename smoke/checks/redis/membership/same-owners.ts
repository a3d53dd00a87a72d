import type { Observation } from "../../judge";

/**
 * Whether the ids, the owners of all slots and who follows whom are as before.
 *
 * @param before text of `ownershipOf`
 * @param after the same, later
 */
export function judgeSameOwners(before: string, after: string): Observation {
  const known = before.split("\n");
  const changed = after.split("\n").filter((line) => !known.includes(line));
  return after === before
    ? { holds: true, seen: "the same ids, owners and replicas as before" }
    : { holds: false, seen: `not as before: ${changed.join("; ")}` };
}
