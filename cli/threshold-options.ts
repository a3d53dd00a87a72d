import { type Command, InvalidArgumentError } from "commander";
import type { Thresholds } from "../monitor/health/judge";
import { thresholdsOf } from "../monitor/health/thresholds";
import { listed } from "./smoke-options";

/** How thresholds differ from the table. */
export interface ThresholdChoice {
  /** Values by signal. */
  readonly threshold?: Readonly<Record<string, string>>;
  readonly off?: readonly string[];
}

/** Options of commands that judge by the table of thresholds. */
export function addThresholdOptions(command: Command): Command {
  return command
    .option(
      "--threshold <signal=value>",
      "another value than that of docs/health.md, such as memory=90",
      assignment,
    )
    .option("--off <signals>", "leave these signals out, such as evictions", listed);
}

/** @throws ValidationError HEALTH_SIGNAL_UNKNOWN, HEALTH_THRESHOLD_INVALID */
export function chosenThresholds({ off, threshold }: ThresholdChoice): Thresholds {
  return thresholdsOf({
    ...(off === undefined ? {} : { off }),
    ...(threshold === undefined ? {} : { values: threshold }),
  });
}

/** `signal=value`, and the option may be given several times. */
function assignment(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, signal, value] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (signal !== undefined && value !== undefined) return { ...before, [signal]: value };
  throw new InvalidArgumentError("a threshold is signal=value, such as memory=90.");
}
