import { redisPropsOf } from "../../configs/redis-props";
import type { DockerEnvironmentConfig } from "../../configs/schema";
import { CachefortError } from "../../constructs/core/errors";
import type { EnvironmentPaths } from "../../constructs/core/environment-paths";
import { imageReference } from "../../constructs/docker/container-image";
import { redisImageOf } from "../../constructs/docker/images";
import { type Finding, providerFinding } from "../prerequisites/finding";
import { findProvider } from "../prerequisites/terraform-provider";
import { whyNoFilters } from "./container-filter";
import { docker } from "./engine";
import { requireFreePorts } from "./free-ports";
import { imagesOf } from "./images";
import { requireEngine, requireFreeSubnet } from "./place";
import { DOCKER_PROVIDER } from "./provider";

/** Looks for everything that an environment of containers needs; changes nothing. */
export async function examineDocker(
  paths: EnvironmentPaths,
  environment: DockerEnvironmentConfig,
): Promise<Finding[]> {
  const [engine, provider] = await Promise.all([examineEngine(), examineProvider()]);
  if (engine.status !== "ok") return [engine, provider];
  const network = { name: `cachefort-${paths.environment}`, subnet: environment.subnet };
  const images = await Promise.all(imageNames(environment).map(examineImage));
  const ports = await examine("ports", async () => {
    await requireFreePorts(paths, environment);
    return {};
  });
  return [engine, provider, await examineSubnet(network), ports, ...images, examineFaults()];
}

/** Only checks of the suite `full` that cut networks need it. */
function examineFaults(): Finding {
  const name = "network faults";
  const reason = whyNoFilters();
  if (reason === undefined) return { name, status: "ok" };
  return {
    name,
    status: "warning",
    problem: `${reason}: smoke --suite full skips what cuts a network`,
    fix: "run it as root, with util-linux and iptables installed (Debian: apt-get install iptables)",
  };
}

function examineEngine(): Promise<Finding> {
  return examine("engine", async () => ({ version: (await requireEngine()).version }));
}

function examineSubnet(network: { name: string; subnet: string }): Promise<Finding> {
  return examine(`subnet ${network.subnet}`, async () => {
    await requireFreeSubnet({ network });
    return {};
  });
}

async function examineProvider(): Promise<Finding> {
  return providerFinding(DOCKER_PROVIDER, await findProvider(DOCKER_PROVIDER));
}

/** An image that is not there yet is pulled by the deployment, where its registry has it. */
async function examineImage(reference: string): Promise<Finding> {
  const name = `image ${reference}`;
  const [present, offered] = await Promise.all([
    succeeds("image", "inspect", reference),
    succeeds("manifest", "inspect", reference),
  ]);
  if (present) return { name, status: "ok" };
  if (offered) return { name, status: "ok", problem: "pulled at the first deployment" };
  return {
    name,
    status: "missing",
    problem: "neither on the engine nor at its registry",
    fix: `docker pull ${reference}; or name another image in the environment`,
  };
}

async function succeeds(...words: readonly string[]): Promise<boolean> {
  try {
    await docker(...words);
    return true;
  } catch (error) {
    if (CachefortError.is(error) && error.code === "DOCKER_FAILED") return false;
    throw error;
  }
}

function imageNames(environment: DockerEnvironmentConfig): string[] {
  const usual = imagesOf(environment);
  const redis = environment.redis.map((config) => redisImageOf(redisPropsOf(config), usual.redis));
  const memcached = environment.memcached.map(() => usual.memcached);
  return [...new Set([...redis, ...memcached].map(imageReference))];
}

async function examine(
  name: string,
  look: () => Promise<Pick<Finding, "version">>,
): Promise<Finding> {
  try {
    return { name, status: "ok", ...(await look()) };
  } catch (error) {
    if (!CachefortError.is(error)) throw error;
    const { detail } = error;
    const isThere = error.code !== "DOCKER_MISSING" && error.code !== "DOCKER_UNREACHABLE";
    return {
      name,
      status: isThere ? "unsuitable" : "missing",
      problem: detail.problem,
      fix: detail.fix,
    };
  }
}
