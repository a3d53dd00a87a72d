import { ValidationError } from "../../core/errors";
import { refuseToken } from "../../core/validate";

/** How the name of the last snapshot ends, unless the props say otherwise. */
const ENDING = "final";

/** Two hyphens in a row and one at the end are refused by the service. */
const FORM = /^(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Name of the snapshot that is kept when a cluster is destroyed; `undefined` when none is. It is in the
 * state beforehand: a name that changed with each plan would change the cluster with each plan.
 *
 * @param id of the replication group
 * @throws ValidationError ELASTICACHE_FINAL_SNAPSHOT, TOKEN_NOT_ALLOWED
 */
export function finalSnapshotNameOf(
  id: string,
  finalSnapshot: boolean | string = true,
): string | undefined {
  if (finalSnapshot === false) return undefined;
  if (finalSnapshot === true) return `${id}-${ENDING}`;
  refuseToken("finalSnapshot", finalSnapshot);
  if (FORM.test(finalSnapshot)) return `${id}-${finalSnapshot}`;
  throw new ValidationError("ELASTICACHE_FINAL_SNAPSHOT", {
    problem: "this is no ending that the name of a snapshot can have",
    received: finalSnapshot,
    allowed:
      "1 to 40 small letters, digits and hyphens; no two hyphens in a row and none at an end",
    fix: "correct finalSnapshot, or set it to true",
  });
}
