import { readFileSync } from "node:fs";
import { join } from "node:path";
import { kitRoot } from "../../constructs/terraform/kit-root";

/**
 * Text of the node runner. It is copied beside each node: the kit may lie where the account of the
 * server cannot read.
 */
export function runnerText(): string {
  return readFileSync(join(kitRoot(), "node", "run.sh"), "utf8");
}
