import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { RedisClusterModel } from "../../constructs/redis/model";
import { OPERATOR_USER } from "../../constructs/redis/system-users";
import { ensureHome } from "../../operate/host/home-folder";
import { layFiles } from "../../operate/host/node-files";
import { NodeFolder } from "../../operate/host/node-folder";
import { startNode } from "../../operate/host/node-launch";
import { requireProgram } from "../../operate/host/programs";
import { redisNodeFiles } from "../../operate/host/redis-files";
import { serviceAccount } from "../../operate/host/service-account";
import { ClusterWatch } from "../../operate/redis/cluster-watch";
import { nodeProcesses } from "../../operate/host/node-processes";
import { waitWhole } from "../../operate/redis/wait-whole";
import type { SecretStore } from "../../secrets/secret-store";

const STOCK_SYNC_DELAY_S = 5;

/** The user that `redis-cli` forms a cluster with: it needs commands of several of the kit's. */
export const BASELINE_USER = "baseline";

/**
 * Starts the servers of a cluster without a seed, with the engine's own delay of synchronisation, and
 * forms it by `redis-cli --cluster create`; resolves when it is whole.
 */
export async function formByCli(
  home: string,
  model: RedisClusterModel,
  secrets: SecretStore,
): Promise<void> {
  const account = serviceAccount(["redis", "nobody"]);
  const programs = { server: requireProgram("redis-server"), cli: requireProgram("redis-cli") };
  ensureHome(home, account);
  const folders = new Map(model.nodes.map(({ id }) => [id, new NodeFolder(join(home, id))]));
  for (const node of model.nodes) {
    const folder = new NodeFolder(join(home, node.id));
    const files = redisNodeFiles(model, node, folder, secrets, programs, account);
    const conf = {
      ...files.conf,
      "redis.conf": files.conf["redis.conf"]?.replace(
        /^repl-diskless-sync-delay 0$/m,
        `repl-diskless-sync-delay ${STOCK_SYNC_DELAY_S}`,
      ) as string,
      "users.acl": `${files.conf["users.acl"]}user ${BASELINE_USER} on #${secrets.passwordHash(model.name, BASELINE_USER)} ~* &* +@all\n`,
    };
    layFiles(folder, { ...files, conf }, account);
  }
  await Promise.all([...folders.values()].map((folder) => startNode(folder)));
  const watch = new ClusterWatch(model.nodes, {
    user: OPERATOR_USER,
    password: secrets.password(model.name, OPERATOR_USER),
    authority: secrets.authority(),
  });
  try {
    await listening(watch, model);
    await createByCli(programs.cli, model, secrets);
    await waitWhole(
      watch,
      nodeProcesses((id) => folders.get(id)),
      60_000,
    );
  } finally {
    watch.close();
  }
}

async function listening(watch: ClusterWatch, model: RedisClusterModel): Promise<void> {
  for (;;) {
    const views = await watch.look();
    if (views.length === model.nodes.length && views.every(({ problem }) => problem === undefined))
      return;
  }
}

async function createByCli(
  cli: string,
  model: RedisClusterModel,
  secrets: SecretStore,
): Promise<void> {
  await promisify(execFile)(
    cli,
    [
      ...["--tls", "--cacert", secrets.authorityFile, "--user", BASELINE_USER],
      ...["--cluster", "create", ...model.nodes.map(({ host, port }) => `${host}:${port}`)],
      ...["--cluster-replicas", String(model.replicasPerShard), "--cluster-yes"],
    ],
    {
      env: { ...process.env, REDISCLI_AUTH: secrets.password(model.name, BASELINE_USER) },
      timeout: 60_000,
    },
  );
}
