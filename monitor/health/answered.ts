import { quantilesOf } from "../../constructs/core/quantiles";
import type { AnsweredSample } from "../sample/sample";
import type { NodeFigures } from "./node-figures";

const MS_PER_DAY = 86_400_000;

/**
 * What every engine's nodes tell by how they answer.
 *
 * @param now milliseconds since 1970
 */
export function answeredFigures(
  { certificateEndsAt, responsesMs }: AnsweredSample,
  now: number,
): Pick<NodeFigures, "certificateDays" | "response"> {
  return {
    response: quantilesOf(responsesMs),
    certificateDays: (certificateEndsAt - now) / MS_PER_DAY,
  };
}
