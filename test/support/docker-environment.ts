import { memcachedImage, redisImage } from "../../configs/images";
import type { DockerEnvironment } from "../../constructs/docker/docker-environment";
import { fixedHost } from "./host";

/** An engine and an environment that never change, for tests that synthesize only. */
export function fixedDocker(overrides: Partial<DockerEnvironment> = {}): DockerEnvironment {
  const { name, paths, secrets } = fixedHost();
  return {
    name,
    paths,
    secrets,
    redis: redisImage,
    memcached: memcachedImage,
    subnet: "10.213.96.0/20",
    access: "host",
    accountOf: ({ uid, gid }) => ({ uid, gid }),
    ...overrides,
  };
}
