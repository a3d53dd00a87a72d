import { networkInterfaces } from "node:os";
import { UnavailableError, ValidationError } from "../../constructs/core/errors";
import type { EnvironmentPaths } from "../../constructs/core/environment-paths";
import { overlap } from "../../constructs/core/subnet";
import { isVersionBelow } from "../../constructs/core/version";
import { projectLabel } from "../../constructs/docker/labels";
import { docker } from "./engine";
import type { ExistingContainer } from "./existing";
import { requireUnpublished } from "./free-ports";
import type { SynthesizedStack } from "./synthesized";

/** API of Docker 20.10. */
const OLDEST_API = "1.41";

/**
 * Refuses an engine, or a place on it, where the environment cannot be. Nothing that belongs to somebody
 * else is ever removed for it.
 *
 * @throws ValidationError DOCKER_NAME_TAKEN, DOCKER_SUBNET_TAKEN
 * @throws UnavailableError DOCKER_ENGINE_OLD, DOCKER_ENGINE_REMOTE, DOCKER_MISSING, DOCKER_UNREACHABLE,
 * DOCKER_FAILED, HOST_PORT_TAKEN
 */
export async function requirePlace(
  paths: EnvironmentPaths,
  stack: SynthesizedStack,
  existing: readonly ExistingContainer[],
): Promise<void> {
  await requireEngine();
  await requireOwnNames(paths, stack);
  await requireFreeSubnet(stack);
  const nodes = stack.manifests.flatMap((manifest) => [...manifest.nodes]);
  const wanted = nodes.flatMap(({ id, ref }) =>
    (stack.containers.get(ref)?.ports ?? []).map((port) => ({ container: ref, node: id, port })),
  );
  await requireUnpublished(wanted, existing);
}

/** @throws UnavailableError DOCKER_ENGINE_OLD, DOCKER_ENGINE_REMOTE, DOCKER_MISSING, DOCKER_UNREACHABLE */
export async function requireEngine(): Promise<{ readonly version: string }> {
  const { stdout } = await docker(
    "version",
    "--format",
    "{{.Server.APIVersion}} {{.Server.Version}}",
  );
  const [api = "0", version = ""] = stdout.trim().split(" ");
  if (isVersionBelow(api, OLDEST_API)) {
    throw new UnavailableError("DOCKER_ENGINE_OLD", {
      problem: "the engine is older than Docker 20.10",
      received: `${version}, API ${api}`,
      allowed: `API ${OLDEST_API} or newer`,
      fix: "install a newer engine",
    });
  }
  const host = process.env["DOCKER_HOST"] ?? (await contextHost());
  if (/^(unix|npipe):/.test(host)) return { version };
  throw new UnavailableError("DOCKER_ENGINE_REMOTE", {
    problem: "the engine may run on another machine, and containers mount folders of this one",
    received: host,
    allowed: "an engine behind a socket of this machine",
    fix: "deploy on that machine; or choose a local engine: unset DOCKER_HOST, or docker context use default",
  });
}

async function contextHost(): Promise<string> {
  const { stdout } = await docker("context", "inspect", "--format", "{{.Endpoints.docker.Host}}");
  return stdout.trim();
}

async function requireOwnNames(paths: EnvironmentPaths, stack: SynthesizedStack): Promise<void> {
  const format = (name: string): string =>
    `${name}\t{{.Label "cachefort.environment"}}\t{{.Label "cachefort.project"}}`;
  const own = [paths.environment, projectLabel(paths)].join("\t");
  const containers = [...stack.containers.keys()];
  const kinds: readonly [kind: string, names: readonly string[], listed: Promise<string>][] = [
    ["container", containers, list("container", "ls", "--all", "--format", format("{{.Names}}"))],
    [
      "volume",
      containers.flatMap((name) => [name, `${name}-state`]),
      list("volume", "ls", "--format", format("{{.Name}}")),
    ],
    ["network", [stack.network.name], list("network", "ls", "--format", format("{{.Name}}"))],
  ];
  for (const [kind, names, listed] of kinds) {
    for (const line of (await listed).split("\n")) {
      const [name = "", ...labels] = line.split("\t");
      if (!names.includes(name) || labels.join("\t") === own) continue;
      throw new ValidationError("DOCKER_NAME_TAKEN", {
        problem: `the engine has a ${kind} of this name that does not belong to environment ${paths.environment} of this project`,
        received: name,
        allowed: "names that only this project uses",
        fix: `see what it is: docker ${kind} inspect ${name}; remove it yourself if nobody needs it, or rename the environment`,
      });
    }
  }
}

async function list(...words: readonly string[]): Promise<string> {
  return (await docker(...words)).stdout;
}

/** @throws ValidationError DOCKER_SUBNET_TAKEN */
export async function requireFreeSubnet({
  network,
}: {
  network: Pick<SynthesizedStack["network"], "name" | "subnet">;
}): Promise<void> {
  const names = (await list("network", "ls", "--format", "{{.Name}}")).trim().split("\n");
  const inspected = JSON.parse(await list("network", "inspect", ...names)) as {
    readonly Name: string;
    readonly IPAM: { readonly Config: readonly { readonly Subnet?: string }[] | null };
  }[];
  const others = inspected.flatMap(({ Name, IPAM }) =>
    (IPAM.Config ?? []).flatMap(({ Subnet }) =>
      Subnet === undefined || Subnet.includes(":") ? [] : [{ name: Name, subnet: Subnet }],
    ),
  );
  const own = others.find(({ name }) => name === network.name);
  const interfaces = Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).flatMap(({ cidr, family }) =>
      family === "IPv4" && cidr !== null ? [{ name, subnet: cidr }] : [],
    ),
  );
  const taken = [...others, ...interfaces].find(
    ({ name, subnet }) =>
      name !== network.name &&
      overlap(subnet, network.subnet) &&
      // The machine's end of the network that stands already.
      !(own !== undefined && overlap(subnet, own.subnet)),
  );
  if (taken === undefined) return;
  throw new ValidationError("DOCKER_SUBNET_TAKEN", {
    problem: `the environment's network would overlap ${taken.name}, which has ${taken.subnet}`,
    received: network.subnet,
    allowed: "addresses that no other network of the engine or of this machine has",
    fix: "give the environment another `subnet`",
  });
}
