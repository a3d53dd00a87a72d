import { Command } from "commander";
import { type Environment, findEnvironment } from "../configs";
import type { EnvironmentPaths } from "../constructs/core/environment-paths";
import { runCdktf } from "../operate/cdktf";
import { removeNodes } from "../operate/host/home-folder";
import { removeManifests } from "../operate/manifest-files";
import { Phases } from "./phases";
import { defaultEnvironment, environmentPaths } from "./project";

/** `cachefort down`: stops an environment; its data stays unless asked otherwise. */
export function downCommand(): Command {
  return new Command("down")
    .description("stop every server of an environment")
    .argument("[environment]", "name of the environment", defaultEnvironment())
    .option("--data", "remove the data of every node too; secrets stay")
    .addHelpText("after", "\nExamples:\n  cachefort down\n  cachefort down ci --data")
    .action(down);
}

async function down(name: string, options: { data?: boolean }): Promise<void> {
  const phases = new Phases();
  const environment = findEnvironment(name);
  const paths = environmentPaths(name);
  await phases.run("destroy", () => destroy(environment, paths, phases.note));
  removeManifests(paths.manifests);
  if (options.data === true) {
    await phases.run("remove data", () => removeNodes(paths.nodes));
  }
}

async function destroy(
  environment: Environment,
  paths: EnvironmentPaths,
  onProgress: (line: string) => void,
): Promise<void> {
  const call = { action: "destroy", paths, onProgress } as const;
  switch (environment.target) {
    case "docker":
      return (await import("../operate/docker/run-cdktf")).runCdktfOnDocker(call);
    case "aws":
      return (await import("../operate/aws/deploy")).runCdktfOnAws(call, environment);
    case "host":
      return runCdktf(call);
  }
}
