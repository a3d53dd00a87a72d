import { Command } from "commander";
import { findEnvironment } from "../configs";
import { prepareEnvironment } from "../operate/prepare";
import { defaultEnvironment, findProject } from "./project";

/** `cachefort secrets`: the secrets of an environment, outside of Terraform. */
export function secretsCommand(): Command {
  const command = new Command("secrets").description("manage the secrets of an environment");
  command
    .command("init")
    .description("make the secrets and certificates that are missing; what exists stays")
    .argument("[environment]", "name of the environment", defaultEnvironment())
    .addHelpText("after", "\nExamples:\n  cachefort secrets init\n  cachefort secrets init ci")
    .action(async (name: string) => {
      const { paths } = await prepareEnvironment(findProject(), name, findEnvironment(name));
      process.stdout.write(`${paths.secrets}\n`);
    });
  return command;
}
