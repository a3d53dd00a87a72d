import { Command } from "commander";
import { type Environment, findEnvironment } from "../configs";
import type { EnvironmentPaths } from "../constructs/core/environment-paths";
import { runCdktf } from "../operate/cdktf";
import { writeManifests } from "../operate/manifest-files";
import { requireDocker } from "../operate/docker/engine";
import { requireProgram } from "../operate/host/programs";
import { ensurePrerequisites } from "../operate/prerequisites";
import { prepareEnvironment } from "../operate/prepare";
import { Phases } from "./phases";
import { defaultEnvironment, environmentPaths } from "./project";
import { summaryOf } from "./summary";

/** `cachefort up`: from nothing to a proven environment. */
export function upCommand(): Command {
  return new Command("up")
    .description("deploy an environment and prove it with the quick suite")
    .argument("[environment]", "name of the environment", defaultEnvironment())
    .option("--no-install", "say what is missing instead of installing it")
    .option("--no-smoke", "deploy without proving it")
    .addHelpText(
      "after",
      "\nExamples:\n  cachefort up\n  cachefort up ci\n  CACHEFORT_ENV=ci cachefort up --no-install",
    )
    .action(up);
}

async function up(name: string, options: { install: boolean; smoke: boolean }): Promise<void> {
  const phases = new Phases();
  const environment = findEnvironment(name);
  const paths = environmentPaths(name);
  await phases.run("prerequisites", async () => {
    if (environment.target === "docker") await requireDocker();
    else if (environment.target === "aws") requireProgram("terraform");
    else await ensurePrerequisites({ install: options.install, log: phases.note });
  });
  await phases.run("secrets and certificates", () =>
    prepareEnvironment(paths.project, name, environment),
  );
  await phases.run("deploy", () => deploy(environment, paths, phases.note));
  const manifests = writeManifests(paths.outputsFile, `cachefort-${name}`, paths.manifests);
  if (environment.target === "aws") {
    phases.note("not proven: the harness reaches the nodes from inside the network alone");
  } else if (options.smoke) {
    process.exitCode = await phases.run("smoke --suite quick", async () =>
      (await import("./smoke")).smoke(name, { suite: "quick" }),
    );
  }
  process.stdout.write(`\n${summaryOf(name, manifests)}`);
  process.stderr.write(`ready in ${phases.total()}\n`);
}

async function deploy(
  environment: Environment,
  paths: EnvironmentPaths,
  onProgress: (line: string) => void,
): Promise<void> {
  const call = { action: "deploy", paths, onProgress } as const;
  switch (environment.target) {
    case "docker":
      return (await import("../operate/docker/deploy")).deployDocker(paths, onProgress);
    case "aws":
      return (await import("../operate/aws/deploy")).runCdktfOnAws(call, environment);
    case "host":
      return runCdktf(call);
  }
}
