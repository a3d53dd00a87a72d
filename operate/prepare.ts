import type { Environment } from "../configs/schema";
import type { EnvironmentPaths } from "../constructs/core/environment-paths";
import { prepareAws } from "./aws/prepare";
import { prepareDocker } from "./docker/prepare";
import { prepareHost } from "./host/prepare";

/**
 * Makes ready what a synth and a deployment of an environment need outside of Terraform. What exists is
 * left as it is.
 *
 * @param project folder that holds `cdktf.json`, absolute
 */
export async function prepareEnvironment(
  project: string,
  name: string,
  environment: Environment,
): Promise<{ readonly paths: EnvironmentPaths }> {
  switch (environment.target) {
    case "host":
      return prepareHost(project, name, environment);
    case "docker":
      return prepareDocker(project, name, environment);
    case "aws":
      return prepareAws(project, name, environment);
  }
}
