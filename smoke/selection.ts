import { ValidationError } from "../constructs/core/errors";
import { didYouMean } from "../constructs/core/nearest";
import { type Check, isInSuite, type Suite } from "./check";

/** Which checks are asked for. */
export interface Selection {
  readonly suite: Suite;
  /**
   * Ids, with `*` for any characters: nothing else is run.
   * @default - everything of the suite
   */
  readonly only?: readonly string[];
  /**
   * Ids, with `*` for any characters, that are not run.
   * @default - none
   */
  readonly skip?: readonly string[];
}

/**
 * The checks that are asked for, of one suite or of any, in their order.
 *
 * @throws ValidationError SMOKE_CHECK_UNKNOWN, SMOKE_NOTHING_CHOSEN
 */
export function selectChecks<C extends Pick<Check, "id" | "suite">>(
  checks: readonly C[],
  { only = ["*"], skip = [], suite }: Partial<Selection>,
): C[] {
  const ids = checks.map(({ id }) => id);
  for (const pattern of [...only, ...skip]) requireMatch(pattern, ids);
  const inSuite = checks.filter((check) => suite === undefined || isInSuite(check, suite));
  for (const id of only) requireInSuite(id, ids, inSuite, suite);
  const chosen = inSuite.filter(({ id }) => matchesAny(only, id) && !matchesAny(skip, id));
  if (chosen.length > 0) return chosen;
  throw new ValidationError("SMOKE_NOTHING_CHOSEN", {
    problem: `no check${suite === undefined ? "" : ` of suite ${suite}`} is left to be run`,
    received: `--only ${only.join(",")}${skip.length === 0 ? "" : ` --skip ${skip.join(",")}`}`,
    fix: "ask for a larger suite, or for other checks: cachefort smoke --list",
  });
}

/** The suite that holds what is named: `patterns` where all of it is of that one, else `full`. */
export function suiteOf(
  checks: readonly Pick<Check, "id" | "suite">[],
  only: readonly string[],
): Suite {
  const named = checks.filter(({ id }) => matchesAny(only, id));
  return named.length > 0 && named.every(({ suite }) => suite === "patterns") ? "patterns" : "full";
}

/** Whoever names one check must not get a run without it. */
function requireInSuite(
  id: string,
  ids: readonly string[],
  inSuite: readonly Pick<Check, "id">[],
  suite: Suite | undefined,
): void {
  if (!ids.includes(id) || inSuite.some((check) => check.id === id)) return;
  throw new ValidationError("SMOKE_NOTHING_CHOSEN", {
    problem: `suite ${suite} does not hold this check`,
    received: id,
    fix: "ask for the suite that holds it, in a run of its own: cachefort smoke --list --suite patterns",
  });
}

function requireMatch(pattern: string, ids: readonly string[]): void {
  if (ids.some((id) => matches(pattern, id))) return;
  throw new ValidationError("SMOKE_CHECK_UNKNOWN", {
    problem: "no check has this id",
    received: pattern,
    allowed: "an id of `cachefort smoke --list`, with * for any characters",
    fix: didYouMean(pattern, ids, "choose one of the list"),
  });
}

function matchesAny(patterns: readonly string[], id: string): boolean {
  return patterns.some((pattern) => matches(pattern, id));
}

function matches(pattern: string, id: string): boolean {
  const source = pattern.split("*").map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${source.join(".*")}$`).test(id);
}
