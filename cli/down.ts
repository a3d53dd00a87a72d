import { Command } from "commander";
import { findEnvironment } from "../configs";
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
  const call = { action: "destroy", paths, onProgress: phases.note } as const;
  await phases.run("destroy", async () =>
    environment.target === "aws"
      ? (await import("../operate/aws/deploy")).runCdktfOnAws(call, environment)
      : runCdktf(call),
  );
  removeManifests(paths.manifests);
  if (options.data === true) {
    await phases.run("remove data", () => removeNodes(paths.nodes));
  }
}
