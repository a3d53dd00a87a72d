import type { LoadedManifest } from "../../clients/manifest-file";
import type { Suite } from "../../smoke/check";
import { memcachedChecks } from "../../smoke/checks/memcached";
import { redisChecks } from "../../smoke/checks/redis";
import type { TargetDriver } from "../../smoke/driver";
import type { RunReport } from "../../smoke/report";
import { Reporters } from "../../smoke/reporter";
import { ListReporter } from "../../smoke/reporters/list";
import { runSuite } from "../../smoke/runner";

/** How a suite is run. */
export interface SuiteOptions {
  /** @default true */
  readonly areFaultsAllowed?: boolean;
  /** @default - a random one */
  readonly seed?: number;
  /** @default - it is never interrupted */
  readonly signal?: AbortSignal;
}

/** Runs a suite of the harness on what was deployed. */
export function suiteOn(
  deployed: readonly LoadedManifest[],
  driver: TargetDriver,
  suite: Suite,
  {
    areFaultsAllowed = true,
    seed = Math.floor(Math.random() * 2 ** 31),
    signal = new AbortController().signal,
  }: SuiteOptions = {},
): Promise<RunReport> {
  return runSuite({
    environment: deployed[0]?.manifest.environment ?? "",
    suite,
    deployed,
    checks: [...redisChecks, ...memcachedChecks],
    driverFor: () => driver,
    areFaultsAllowed,
    seed,
    signal,
    reporters: new Reporters([], () => undefined),
  });
}

/** What a person reads of a report that has failures; an empty text when every check passed. */
export function failuresOf(report: RunReport): string {
  const failed = report.results.filter(({ status }) => status !== "pass");
  if (failed.length === 0) return "";
  let text = "";
  const reporter = new ListReporter({ write: (part) => void (text += part), hasColor: false });
  reporter.onRunBegin?.(report);
  for (const result of failed) reporter.onCheckEnd?.(result);
  return text;
}
