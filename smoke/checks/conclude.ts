import { CheckFailure, type Evidence } from "../check";
import type { Exhibit } from "../exhibit";
import type { Judgement, Observation } from "./judge";

/**
 * The evidence of a check: everything that was seen, or on a failure only what does not hold.
 *
 * @throws CheckFailure
 */
export function conclude(
  { expected, hint }: Judgement,
  observations: readonly Observation[],
  details: Evidence["details"] = {},
  exhibits: readonly Exhibit[] = [],
): Evidence {
  const failures = observations.filter(({ holds }) => !holds);
  const shown = failures.length === 0 ? observations : failures;
  const measured = shown.map(({ seen }) => seen).join("; ");
  const figures = observations.flatMap(({ figure }) => (figure === undefined ? [] : [figure]));
  const evidence = {
    expected,
    measured,
    ...(figures.length === 0 ? {} : { figures }),
    ...(exhibits.length === 0 ? {} : { exhibits }),
    details,
  };
  if (failures.length === 0) return evidence;
  throw new CheckFailure(evidence, hint);
}
