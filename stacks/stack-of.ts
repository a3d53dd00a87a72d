import type { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { redisPropsOf } from "../configs/redis-props";
import type { Environment } from "../configs/schema";
import { withUnmappedTraces } from "../constructs/terraform/unmapped-traces";

/**
 * The stack of an environment.
 *
 * @param project folder that holds `cdktf.json`, absolute
 */
export async function stackOf(
  scope: Construct,
  project: string,
  name: string,
  environment: Environment,
): Promise<TerraformStack> {
  const id = `cachefort-${name}`;
  // Each target loads what it needs and no more: the providers of Docker and AWS are optional.
  if (environment.target === "host") {
    const [{ HostStack }, { prepareHost }] = await Promise.all([
      import("./host-stack"),
      import("../operate/host/prepare"),
    ]);
    const host = await prepareHost(project, name, environment);
    const redis = environment.redis.map(redisPropsOf);
    const { memcached } = environment;
    return withUnmappedTraces(() => new HostStack(scope, id, { host, redis, memcached }));
  }
  if (environment.target === "aws") {
    const [{ AwsStack }, { prepareAws }] = await Promise.all([
      import("./aws-stack"),
      import("../operate/aws/prepare"),
    ]);
    const props = prepareAws(project, name, environment);
    return withUnmappedTraces(() => new AwsStack(scope, id, props));
  }
  const [{ DockerStack }, { prepareDocker }] = await Promise.all([
    import("./docker-stack"),
    import("../operate/docker/prepare"),
  ]);
  const docker = await prepareDocker(project, name, environment);
  const redis = environment.redis.map(redisPropsOf);
  const { memcached } = environment;
  return withUnmappedTraces(() => new DockerStack(scope, id, { docker, redis, memcached }));
}
