import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { RedisEngine } from "../constructs/redis/engine";
import type { HostRedisOrder } from "../constructs/redis/host/host-redis-cluster";
import { createRedisModel, specOf, type RedisClusterModel } from "../constructs/redis/model";
import { OPERATOR_USER } from "../constructs/redis/system-users";
import { loginNames } from "../constructs/redis/users-acl";
import { nodeCertificateNames } from "../constructs/tls/names";
import { exitWith } from "../cli/exit";
import { ensureHome } from "../operate/host/home-folder";
import { layFiles } from "../operate/host/node-files";
import { NodeFolder } from "../operate/host/node-folder";
import { startNode } from "../operate/host/node-launch";
import { stopNode } from "../operate/host/node-stop";
import { requireProgram } from "../operate/host/programs";
import { redisNodeFiles } from "../operate/host/redis-files";
import { reconcileRedis } from "../operate/host/redis-reconcile";
import { serviceAccount } from "../operate/host/service-account";
import { ClusterWatch } from "../operate/redis/cluster-watch";
import { waitWhole } from "../operate/redis/wait-whole";
import { SecretStore } from "../secrets/secret-store";
import { seriesLine, seriesOf } from "./support/statistics";
import { Workspace } from "./support/workspace";

/**
 * P1: from the start of the last server until every node is `ok`, all agree on the owners and every
 * replica is in sync; 3 shards × 2, TLS and ACL. The baseline forms the same servers, with the
 * engine's own setting of the synchronisation delay, by `redis-cli --cluster create`. The two take
 * turns, so that the noise of the machine meets both.
 */
const RUNS = Number(process.env["RUNS"] ?? 20);
const PORT = 21900;
const STOCK_SYNC_DELAY_S = 5;
/** The user that `redis-cli` forms the baseline with: it needs commands of several of ours. */
const BASELINE_USER = "baseline";

async function main(): Promise<void> {
  const workspace = new Workspace();
  const secrets = new SecretStore(join(workspace.directory, "secrets"), "bench");
  const model = createRedisModel(
    { name: "forming", nodeTimeoutMs: 2000 },
    {
      environment: "bench",
      engine: RedisEngine.redis("7.0.15", { patchedBy: "distribution" }),
      host: "127.0.0.1",
      basePort: PORT,
    },
  );
  await secrets.ensure([
    {
      owner: model.name,
      users: [...loginNames(model.users), BASELINE_USER],
      commands: model.renamedCommands.renamed,
      certificates: Object.fromEntries(
        model.nodes.map(({ id, host }) => [id, nodeCertificateNames(`forming-${id}`, [host])]),
      ),
    },
  ]);
  const ours: number[] = [];
  const baseline: number[] = [];
  try {
    for (let run = 0; run < RUNS; run++) {
      ours.push(await measured(workspace, model, () => formByKit(workspace, model, secrets)));
      baseline.push(await measured(workspace, model, () => formByCli(workspace, model, secrets)));
      process.stderr.write(
        `run ${run + 1}/${RUNS}: cachefort ${ours.at(-1)?.toFixed(0)} ms, redis-cli ${baseline.at(-1)?.toFixed(0)} ms\n`,
      );
    }
  } finally {
    workspace.remove();
  }
  const ratio = seriesOf(baseline).median / seriesOf(ours).median;
  process.stdout.write(
    [
      seriesLine("cachefort, seeded", ours),
      seriesLine("redis-cli --cluster create, stock settings", baseline),
      `ratio of the medians: ${ratio.toFixed(1)}`,
      "",
    ].join("\n"),
  );
}

/** Runs one forming and clears every trace of it. */
async function measured(
  workspace: Workspace,
  model: RedisClusterModel,
  form: () => Promise<number>,
): Promise<number> {
  const home = homeOf(workspace);
  try {
    return await form();
  } finally {
    await Promise.all(
      model.nodes.map(({ id }) => stopNode(new NodeFolder(join(home, id)), "quick")),
    );
    rmSync(home, { recursive: true, force: true });
  }
}

async function formByKit(
  workspace: Workspace,
  model: RedisClusterModel,
  secrets: SecretStore,
): Promise<number> {
  const order: HostRedisOrder = {
    kind: "redis-cluster",
    spec: specOf(model),
    home: homeOf(workspace),
    secrets: secrets.directory,
    incident: "none",
  };
  let begun = NaN;
  await reconcileRedis(order, (line) => {
    if (line.startsWith("started")) begun = performance.now();
  });
  return performance.now() - begun;
}

async function formByCli(
  workspace: Workspace,
  model: RedisClusterModel,
  secrets: SecretStore,
): Promise<number> {
  const home = homeOf(workspace);
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
  const begun = performance.now();
  const watch = new ClusterWatch(model.nodes, {
    user: OPERATOR_USER,
    password: secrets.password(model.name, OPERATOR_USER),
    authority: secrets.authority(),
  });
  try {
    await listening(watch, model);
    await createByCli(programs.cli, model, secrets);
    await waitWhole(watch, folders, 60_000);
    return performance.now() - begun;
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

function homeOf(workspace: Workspace): string {
  return join(workspace.directory, "forming");
}

main().catch(exitWith);
