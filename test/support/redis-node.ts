import type { RedisClusterModel } from "../../constructs/redis/model";
import { renderBirthSeed } from "../../constructs/redis/nodes-conf";
import type { RedisNode } from "../../constructs/redis/topology";
import { layFiles, type NodeFiles } from "../../operate/host/node-files";
import type { NodeFolder } from "../../operate/host/node-folder";
import { signal } from "../../operate/host/node-stop";
import { layFolder } from "../../operate/host/ownership";
import { requireFreePort } from "../../operate/host/ports";
import { isAlive } from "../../operate/host/process-identity";
import { requireProgram } from "../../operate/host/programs";
import { redisNodeFiles } from "../../operate/host/redis-files";
import { serviceAccount } from "../../operate/host/service-account";
import { until } from "../../operate/host/until";
import { writePrivateFile } from "../../secrets/files";
import type { SecretStore } from "../../secrets/secret-store";
import type { NodeDisks } from "./node-disks";

const END_MS = 5_000;

/** How a node differs from one as the kit deploys it. */
export interface TestNodeOptions {
  /** Holds each node's data. @default - one disk holds all */
  readonly disks?: NodeDisks;
  /** Turns the good text of a node's files into one that deserves to fail. */
  readonly files?: (good: NodeFiles["conf"], node: RedisNode) => NodeFiles["conf"];
  /** Turns the good `nodes.conf` into one that deserves to fail. */
  readonly seed?: (good: string, node: RedisNode) => string;
}

/** Changes one file of a node, and fails when there was nothing to change. */
export function editFile(
  name: string,
  ...replacements: readonly (readonly [string | RegExp, string])[]
): (good: NodeFiles["conf"]) => NodeFiles["conf"] {
  return (good) => {
    let text = good[name] ?? "";
    for (const [from, to] of replacements) {
      const changed = text.replace(from, to);
      if (changed === text) throw new Error(`${name} does not hold ${from}`);
      text = changed;
    }
    return { ...good, [name]: text };
  };
}

/** Writes everything that a node needs for its first start. */
export async function layNode(
  model: RedisClusterModel,
  node: RedisNode,
  folder: NodeFolder,
  secrets: SecretStore,
  { disks, files, seed }: TestNodeOptions,
): Promise<void> {
  // Otherwise a server that a failed test left behind would be taken for this one.
  await requireFreePort(node.host, node.port, node.id);
  await requireFreePort(node.host, node.busPort, node.id);
  const account = serviceAccount(["redis", "valkey", "nobody"]);
  const programs = {
    server: requireProgram(`${model.engine.name}-server`),
    cli: requireProgram(`${model.engine.name}-cli`),
  };
  const good = redisNodeFiles(model, node, folder, secrets, programs, account);
  layFiles(folder, { ...good, conf: files?.(good.conf, node) ?? good.conf }, account);
  const goodSeed = renderBirthSeed(model, node);
  layFolder(folder.data(""), account, () =>
    writePrivateFile(folder.data("nodes.conf"), seed?.(goodSeed, node) ?? goodSeed),
  );
  disks?.mount(folder);
}

/** Ends a node at once, also a frozen one. */
export async function endNode(folder: NodeFolder): Promise<void> {
  const processes = [folder.runnerProcess(), folder.server()].filter((one) => one !== undefined);
  for (const one of processes) signal(one, "SIGKILL");
  if (!(await until(END_MS, () => !processes.some(isAlive)))) {
    throw new Error(`a process of ${folder.path} survives SIGKILL`);
  }
}
