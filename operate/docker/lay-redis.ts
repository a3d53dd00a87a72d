import { chmodSync, existsSync, lchownSync, lstatSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ValidationError } from "../../constructs/core/errors";
import type { EnvironmentPaths } from "../../constructs/core/environment-paths";
import type { ContainerAccount } from "../../constructs/docker/container-image";
import { confFolder, keptFolders } from "../../constructs/docker/node-conf";
import {
  NODE_PASSWORDS,
  redisNodeConf,
  redisPeers,
} from "../../constructs/redis/docker/redis-node-conf";
import type { RedisClusterModel } from "../../constructs/redis/model";
import { renderBirthSeed } from "../../constructs/redis/nodes-conf";
import type { RedisNode } from "../../constructs/redis/topology";
import { writePrivateFile } from "../../secrets/files";
import type { SecretStore } from "../../secrets/secret-store";
import { secretConfOf } from "../redis/secret-conf";
import { readHomeState, writeHomeState } from "../host/home-state";
import { ensureHome } from "../host/home-folder";
import { isCaller, layConfFolder } from "./conf-folder";

/**
 * Writes everything that the containers of a cluster mount. Birth seeds are for a cluster of which no
 * node ever ran: one that comes later, or lost its data, joins by itself.
 *
 * @throws ValidationError REDIS_TOPOLOGY_CHANGED
 */
export function layRedisNodes(
  model: RedisClusterModel,
  paths: EnvironmentPaths,
  secrets: SecretStore,
  account: ContainerAccount,
): void {
  const home = paths.home(model.name);
  ensureHome(home, isCaller(account) ? undefined : account);
  const isUnborn = !model.nodes.some(({ id }) => hasRun(paths, model.name, id));
  if (!isUnborn) requireSameShards(model, home);
  const { shards, replicasPerShard } = model;
  writeHomeState(home, { ...readHomeState(home), topology: { shards, replicasPerShard } });
  for (const node of model.nodes) {
    const conf = redisNodeConf(model, node, secrets);
    const kept = keptFolders(paths, model.name, node.id);
    for (const folder of [kept.data, kept.state]) ensureFolder(folder, account);
    layConfFolder(confFolder(paths, model.name, node.id, conf), account, {
      ...conf.texts,
      ...secretFiles(model, node, secrets),
    });
    layFile(join(kept.state, "peers"), redisPeers(model, node), account);
    if (isUnborn) layFile(join(kept.state, "seed"), renderBirthSeed(model, node), account);
  }
}

/** Slots would have to move. */
function requireSameShards({ name, shards }: RedisClusterModel, home: string): void {
  const { topology } = readHomeState(home);
  if (topology === undefined || topology.shards === shards) return;
  throw new ValidationError("REDIS_TOPOLOGY_CHANGED", {
    problem: `the number of shards of ${name} cannot be changed yet`,
    received: shards,
    allowed: String(topology.shards),
    fix: "set the number back; or begin anew without the data: cachefort down --data, then cachefort up",
  });
}

function hasRun(paths: EnvironmentPaths, owner: string, node: string): boolean {
  return existsSync(join(keptFolders(paths, owner, node).state, "incarnation"));
}

function secretFiles(
  model: RedisClusterModel,
  node: RedisNode,
  secrets: SecretStore,
): Record<string, string> {
  const pair = secrets.keyPair(model.name, node.id);
  return {
    "secrets.conf": secretConfOf(model, secrets),
    ...Object.fromEntries(
      Object.entries(NODE_PASSWORDS).map(([file, user]) => [
        file,
        `${secrets.password(model.name, user)}\n`,
      ]),
    ),
    "ca.crt": secrets.authority(),
    "node.crt": pair.certificate,
    "node.key": pair.key,
  };
}

/** The account's own folder, below one that only the caller writes to. */
function ensureFolder(path: string, account: ContainerAccount): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (isCaller(account)) return;
  chmodSync(path, 0o700);
  lchownSync(path, account.uid, account.gid);
}

/** The folder is the account's: what lies there is replaced, never written to. */
function layFile(file: string, text: string, account: ContainerAccount): void {
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === false)
    rmSync(file, { recursive: true });
  writePrivateFile(file, text);
  if (!isCaller(account)) lchownSync(file, account.uid, account.gid);
}
