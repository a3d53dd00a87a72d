import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askEngine } from "../../test/support/docker/engine";
import { whyNoImages } from "../../test/support/docker/image-builder";
import { findProgram } from "../../operate/host/programs";
import { whyNotApart } from "./apart";
import { whyNoProvider } from "../../operate/docker/provider";

/** Why the tests of the Docker target cannot run here. */
export async function lackingForDocker(): Promise<string | undefined> {
  const engine = await askEngine();
  return "problem" in engine ? engine.problem : whyNoImages();
}

/** Why the tests of an engine of their own cannot run here. */
export async function lackingForDockerEngine(): Promise<string | undefined> {
  const reason = await lackingForDocker();
  if (reason !== undefined) return reason;
  const missing = ["dockerd", "ip", "unshare"].find((name) => findProgram(name) === undefined);
  return missing === undefined ? whyNotApart() : `${missing} is not installed`;
}

/** Why Terraform does not get the provider of the Docker target here: it tries. */
export async function lackingForDockerProvider(): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "cachefort-provider-"));
  try {
    return await whyNoProvider(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
