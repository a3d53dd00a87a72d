import type { PresetOptions } from "./preset-options";
import { retryBudget } from "./retry-budget";

/** Wall-clock limit of a command in milliseconds: what was asked for, or what outlasts the longest failover. */
export function commandTimeout(
  nodeTimeoutMs: number,
  { commandTimeoutMs }: Pick<PresetOptions, "commandTimeoutMs">,
): number {
  return commandTimeoutMs ?? retryBudget(nodeTimeoutMs).commandMs;
}
