// Fills the tables of docs/checks.md from the checks. Usage: npm run docs
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdownTable } from "../bench/support/table";
import type { Manifest } from "../constructs/core/manifest";
import type { Check } from "../smoke/check";
import { memcachedChecks } from "../smoke/checks/memcached";
import { redisChecks } from "../smoke/checks/redis";
import { fillTables, type PageTables } from "./page-tables";

export const CHECKS_PAGE = join(__dirname, "../docs/checks.md");

const TARGETS: readonly Manifest["target"][] = ["host", "docker", "aws"];

type Listed = Omit<Check, "run">;

const TABLES: PageTables = {
  redis: () => checksTable(redisChecks),
  memcached: () => checksTable(memcachedChecks),
};

/**
 * The page with its tables as the checks are.
 *
 * @throws Error as `fillTables`
 */
export function renderChecksPage(page: string): string {
  return fillTables(page, "checks", TABLES);
}

function checksTable(checks: readonly Listed[]): string {
  return markdownTable([
    ["Check", "Suite", "Faults", "Targets", "What it proves"],
    ...checks.map((check) => [
      `\`${check.id}\``,
      check.suite,
      check.injectsFaults ? "yes" : "–",
      targetsOf(check),
      check.proves,
    ]),
  ]);
}

/** Where it is run; elsewhere it says why not, or is not looked for. */
function targetsOf({ skippedOn, targets = TARGETS }: Listed): string {
  return targets.filter((target) => skippedOn?.[target] === undefined).join(", ");
}

if (require.main === module) {
  writeFileSync(CHECKS_PAGE, renderChecksPage(readFileSync(CHECKS_PAGE, "utf8")));
}
