import { ValidationError } from "../core/errors";
import { refuseToken } from "../core/validate";
import type { AwsEnvironment } from "./aws-environment";

/** Tags of the user's own, by key. */
export type AwsTags = Readonly<Record<string, string>>;

const OURS = "cachefort:";
/** What every service takes; some take more. */
const KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;
/** AWS allows 50 on a resource; a resource may have some of its own. */
const MOST = 40;

/**
 * Tags that every resource of an environment has.
 *
 * @throws ValidationError AWS_TAG, AWS_TAGS_MANY, TOKEN_NOT_ALLOWED
 */
export function defaultTagsOf(environment: AwsEnvironment, tags: AwsTags = {}): AwsTags {
  for (const [key, value] of Object.entries(tags)) requireTag(key, value);
  const all = { [`${OURS}environment`]: environment.name, ...tags };
  const count = Object.keys(all).length;
  if (count <= MOST) return all;
  throw new ValidationError("AWS_TAGS_MANY", {
    problem: "tags leave no room for those of single resources",
    received: count - 1,
    allowed: `${MOST - 1} at most`,
    fix: "take some away",
  });
}

function requireTag(key: string, value: string): void {
  refuseToken("tags", [key, value]);
  const isReserved = /^aws:/i.test(key) || key.startsWith(OURS);
  if (!isReserved && KEY.test(key) && VALUE.test(value)) return;
  throw new ValidationError("AWS_TAG", {
    problem: "a tag's key is reserved, or key or value is none that every service takes",
    received: { [key]: value },
    allowed: `keys of 1 to 128 and values of up to 256 letters, digits, blanks and _.:/=+-@; no key that begins with aws: or ${OURS}`,
    fix: "correct tags",
  });
}
