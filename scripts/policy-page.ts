// Fills the tables of docs/policy.md from the rules. Usage: npm run docs
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdownTable } from "../bench/support/table";
import { DOCKER_EXCEPTIONS } from "../constructs/policy/docker/exceptions";
import { DOCKER_RULES } from "../constructs/policy/docker/rules";
import type { RuleException } from "../constructs/policy/exception";
import type { Rule } from "../constructs/policy/rule";
import { fillTables, type PageTables } from "./page-tables";

export const POLICY_PAGE = join(__dirname, "../docs/policy.md");

const TABLES: PageTables = {
  rules: () => rulesTable(DOCKER_RULES),
  exceptions: () => exceptionsTable(DOCKER_EXCEPTIONS),
};

/**
 * The page with its tables as the rules are.
 *
 * @throws Error as `fillTables`
 */
export function renderPolicyPage(page: string): string {
  return fillTables(page, "policy", TABLES);
}

function rulesTable(rules: readonly Rule[]): string {
  return markdownTable([
    ["Rule", "CIS", "Accepts", "Otherwise"],
    ...rules.map(({ cis, id, reason, wanted }) => [`\`${id}\``, cis ?? "–", wanted, reason]),
  ]);
}

function exceptionsTable(exceptions: readonly RuleException[]): string {
  return markdownTable([
    ["Rule", "What is found", "Why it is not held"],
    ...exceptions.map(({ found, reason, rule }) => [
      `\`${rule}\``,
      found === undefined ? "anything" : `\`${found}\``,
      reason,
    ]),
  ]);
}

if (require.main === module) {
  writeFileSync(POLICY_PAGE, renderPolicyPage(readFileSync(POLICY_PAGE, "utf8")));
}
