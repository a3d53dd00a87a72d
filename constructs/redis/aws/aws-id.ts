import { ValidationError } from "../../core/errors";

/** Longest id of a user, a user group and a replication group. */
export const MAX_ID = 40;

/** Two hyphens in a row and one at the end are refused by the service. */
const ID = /^[a-z](?!.*--)(?!.*-$)[a-z0-9-]*$/;

/**
 * An id of ElastiCache from names in order. Capital letters are refused: the service would make them
 * small, and every plan would change them back.
 *
 * @param what of what, for the message
 * @throws ValidationError ELASTICACHE_ID
 */
export function awsId(what: string, names: readonly string[]): string {
  const id = names.join("-");
  if (id.length <= MAX_ID && ID.test(id)) return id;
  throw new ValidationError("ELASTICACHE_ID", {
    problem: `the id of ${what}, made of its names, is none that ElastiCache takes`,
    received: id,
    allowed: `a small letter, then small letters, digits and hyphens, ${MAX_ID} in all; no two hyphens in a row and none at the end`,
    fix: `shorten or change one of ${names.join(", ")}`,
  });
}
