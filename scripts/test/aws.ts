import { existsSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../../operate/host/programs";

const PROVIDER = "registry.terraform.io/hashicorp/aws";

/** Why stacks of AWS cannot be planned or scanned here. */
export function lackingForAws(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const plugins = env["CACHEFORT_TF_PLUGINS"];
  if (plugins === undefined || !existsSync(join(plugins, PROVIDER))) {
    return `no folder with ${PROVIDER}: name one in CACHEFORT_TF_PLUGINS`;
  }
  const checkov = env["CACHEFORT_CHECKOV"];
  const isThere =
    checkov === undefined ? findProgram("checkov") !== undefined : existsSync(checkov);
  return isThere ? undefined : "no checkov: pip install checkov, or name one in CACHEFORT_CHECKOV";
}
