import { commandTimeout } from "../command-timeout";
import type { PresetOptions } from "../preset-options";
import { retryBudget } from "../retry-budget";
import type { ResendPolicy } from "./resent-call";

/** A connection takes less on a network that works; one try more costs little. */
const STALLED_MS = 500;

/** How long and how often a client of a cluster tries a command. */
export function resendLimits(
  nodeTimeoutMs: number,
  options: Pick<PresetOptions, "commandTimeoutMs">,
): Pick<ResendPolicy, "timeoutMs" | "retryDelayMs" | "stalledMs"> {
  return {
    timeoutMs: commandTimeout(nodeTimeoutMs, options),
    retryDelayMs: retryBudget(nodeTimeoutMs).retryDelayMs,
    stalledMs: STALLED_MS,
  };
}
