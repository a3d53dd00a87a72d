import { App } from "cdktf";
import { findEnvironment } from "./configs";
import { exitWith } from "./cli/exit";
import { stackOf } from "./stacks/stack-of";

async function main(): Promise<void> {
  const name = process.env["CACHEFORT_ENV"] ?? "local";
  const app = new App();
  await stackOf(app, __dirname, name, findEnvironment(name));
  app.synth();
}

main().catch(exitWith);
