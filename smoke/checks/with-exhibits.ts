import { CheckFailure, type Evidence } from "../check";
import type { Exhibit } from "../exhibit";

/**
 * Adds pictures to the evidence of a pass and of a failure.
 *
 * @param exhibits asked for when the work is over
 * @throws CheckFailure as the work does
 */
export async function withExhibits(
  work: () => Promise<Evidence>,
  exhibits: () => readonly Exhibit[],
): Promise<Evidence> {
  try {
    return { ...(await work()), exhibits: exhibits() };
  } catch (error) {
    if (!(error instanceof CheckFailure)) throw error;
    throw new CheckFailure({ ...error.evidence, exhibits: exhibits() }, error.hint);
  }
}
