import { askEngine } from "../../test/support/docker/engine";
import { whyNoImages } from "../../test/support/docker/image-builder";
import { findProgram } from "../../operate/host/programs";
import { whyNotApart } from "./apart";
import { DOCKER_PROVIDER } from "../../operate/docker/provider";
import { findProvider } from "../../operate/prerequisites/terraform-provider";

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
  const found = await findProvider(DOCKER_PROVIDER);
  return "problem" in found ? found.problem : undefined;
}
