// Fills the tables of docs/policy.md from the rules. Usage: npm run docs
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdownTable } from "../bench/support/table";
import { DOCKER_EXCEPTIONS } from "../constructs/policy/docker/exceptions";
import { DOCKER_RULES } from "../constructs/policy/docker/rules";
import type { RuleException } from "../constructs/policy/exception";
import type { Rule } from "../constructs/policy/rule";

export const POLICY_PAGE = join(__dirname, "../docs/policy.md");

/** From `<!-- policy:NAME -->` to the next `<!-- end -->`. */
const BLOCK = /^(<!-- policy:(\w+) -->)\n[\s\S]*?^<!-- end -->$/gm;

const TABLES: Readonly<Record<string, () => string>> = {
  rules: () => rulesTable(DOCKER_RULES),
  exceptions: () => exceptionsTable(DOCKER_EXCEPTIONS),
};

/**
 * The page with its tables as the rules are.
 *
 * @throws Error if the page asks for a table that there is not, or lacks one
 */
export function renderPolicyPage(page: string): string {
  const filled = new Set<string>();
  const rendered = page.replace(BLOCK, (_, opening: string, name: string) => {
    const table = TABLES[name];
    if (table === undefined) throw new Error(`there is no table "${name}"`);
    filled.add(name);
    return `${opening}\n\n${table()}\n\n<!-- end -->`;
  });
  const missing = Object.keys(TABLES).filter((name) => !filled.has(name));
  if (missing.length > 0) throw new Error(`the page has no place for ${missing.join(", ")}`);
  return rendered;
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
