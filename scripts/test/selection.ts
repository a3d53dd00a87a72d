import { ValidationError } from "../../constructs/core/errors";
import type { Level } from "./level";

/**
 * The levels that were asked for, in their own order; all when none was, of which those that are only run by
 * their name say so.
 *
 * @throws ValidationError TEST_LEVEL_UNKNOWN
 */
export function selectLevels(levels: readonly Level[], names: readonly string[]): readonly Level[] {
  requireKnown(levels, names, "--level");
  if (names.length > 0) return levels.filter(({ name }) => names.includes(name));
  return levels.map((level) => {
    const { whyOnlyNamed } = level;
    if (whyOnlyNamed === undefined) return level;
    return { ...level, whySkipped: () => Promise.resolve(whyOnlyNamed) };
  });
}

/**
 * Names of the levels of which a skip is a failure.
 *
 * @param required `all`, or names separated by commas; `all` leaves the optional ones out
 * @throws ValidationError TEST_LEVEL_UNKNOWN
 */
export function requiredLevels(levels: readonly Level[], required: string): ReadonlySet<string> {
  const words = required.split(",").filter((word) => word !== "");
  const names = words.flatMap((word) =>
    word === "all"
      ? levels.filter(({ isOptional }) => isOptional !== true).map(({ name }) => name)
      : [word],
  );
  requireKnown(levels, names, "CACHEFORT_REQUIRE");
  return new Set(names);
}

function requireKnown(levels: readonly Level[], names: readonly string[], where: string): void {
  const known = levels.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new ValidationError("TEST_LEVEL_UNKNOWN", {
    problem: `${where} names a level that does not exist`,
    received: unknown,
    allowed: known.join(", "),
    fix: `correct ${where}`,
  });
}
