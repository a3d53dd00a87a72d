import { existsSync } from "node:fs";
import { join } from "node:path";
import { pythonOfCheckov } from "../../test/support/aws-terraform/checkov-program";

const PROVIDER = "registry.terraform.io/hashicorp/aws";

/** Why stacks of AWS cannot be planned or scanned here. */
export function lackingForAws(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const plugins = env["CACHEFORT_TF_PLUGINS"];
  if (plugins === undefined || !existsSync(join(plugins, PROVIDER))) {
    return `no folder with ${PROVIDER}: name one in CACHEFORT_TF_PLUGINS`;
  }
  const python = pythonOfCheckov(env);
  return "problem" in python ? python.problem : undefined;
}
