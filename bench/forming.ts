import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { HostRedisOrder } from "../constructs/redis/host/host-redis-cluster";
import { createRedisModel, specOf, type RedisClusterModel } from "../constructs/redis/model";
import { OPERATOR_USER } from "../constructs/redis/system-users";
import { loginNames } from "../constructs/redis/users-acl";
import { nodeCertificateNames, type CertificateNames } from "../constructs/tls/names";
import { ensureHome } from "../operate/host/home-folder";
import { installedRedis } from "../operate/host/installed";
import { layFiles } from "../operate/host/node-files";
import { NodeFolder } from "../operate/host/node-folder";
import { isRunning, startNode } from "../operate/host/node-launch";
import { stopNode } from "../operate/host/node-stop";
import { requireProgram } from "../operate/host/programs";
import { redisNodeFiles } from "../operate/host/redis-files";
import { reconcileRedis } from "../operate/host/redis-reconcile";
import { serviceAccount } from "../operate/host/service-account";
import { until } from "../operate/host/until";
import { ClusterWatch } from "../operate/redis/cluster-watch";
import { waitWhole } from "../operate/redis/wait-whole";
import { SecretStore } from "../secrets/secret-store";
import { runBench, type BenchRun } from "./support/bench";
import { versionOf } from "./support/machine";
import type { Figure } from "./support/result";
import { Workspace } from "./support/workspace";

const PORT = 21300;
const START_MS = 10_000;
const STOCK_SYNC_DELAY_S = 5;
/** The user that `redis-cli` forms the baseline with: it needs commands of several of ours. */
const BASELINE_USER = "baseline";
/** Forming waits for the next tick of several clocks of 100 ms: a tenth of two seconds is much. */
const MAX_CV = 0.1;

/**
 * P1: from the start of the last server until every node is `ok`, all agree on the owners and every
 * replica is in sync; 3 shards × 2, TLS and ACL. The baseline forms the same servers, with the
 * engine's own setting of the synchronisation delay, by `redis-cli --cluster create`. The two take
 * turns, so that the noise of the machine meets both.
 */
runBench({
  id: "P1",
  script: "forming",
  defaultRuns: 20,
  measure: async (run) => ({
    versions: { redis: versionOf("redis-server", "--version") },
    figures: [await forming(run)],
    notes: [
      "From the start of the last server; no cluster is whole before 2 s (`CLUSTER_WRITABLE_DELAY`).",
    ],
  }),
});

async function forming({ progress, runs, signal }: BenchRun): Promise<Figure> {
  const workspace = new Workspace();
  const samples: number[] = [];
  const baseline: number[] = [];
  try {
    const secrets = new SecretStore(join(workspace.directory, "secrets"), "bench");
    const model = createRedisModel(
      { name: "forming", nodeTimeoutMs: 2000 },
      { environment: "bench", engine: installedRedis(), host: "127.0.0.1", basePort: PORT },
    );
    await ensureSecrets(secrets, model);
    for (let round = 1; round <= runs; round++) {
      signal.throwIfAborted();
      samples.push(await measured(workspace, model, () => formByKit(workspace, model, secrets)));
      signal.throwIfAborted();
      baseline.push(await measured(workspace, model, () => formByCli(workspace, model, secrets)));
      const [ours, other] = [samples.at(-1), baseline.at(-1)].map((ms) => ms?.toFixed(0));
      progress(`${round}/${runs}: cachefort ${ours} ms, redis-cli ${other} ms`);
    }
  } finally {
    workspace.remove();
  }
  return {
    what: "P1: 3 × (1 + 1), last server started → all nodes agree, every replica is in sync",
    unit: "ms",
    samples,
    baseline: { what: "`redis-cli --cluster create`, stock settings", samples: baseline },
    target: { median: 2500, p95: 3500 },
    maxCv: MAX_CV,
  };
}

async function ensureSecrets(secrets: SecretStore, model: RedisClusterModel): Promise<void> {
  const certificates = model.nodes.map(({ id, host }) => [
    id,
    nodeCertificateNames(`forming-${id}`, [host]),
  ]);
  await secrets.ensure([
    {
      owner: model.name,
      users: [...loginNames(model.users), BASELINE_USER],
      commands: model.renamedCommands.renamed,
      certificates: Object.fromEntries(certificates) as Record<string, CertificateNames>,
    },
  ]);
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
  const folders = model.nodes.map(({ id }) => new NodeFolder(join(order.home, id)));
  const started = until(START_MS, () => folders.every(isRunning)).then((areRunning) => {
    if (!areRunning) throw new Error(`not every server runs after ${START_MS} ms`);
    return performance.now();
  });
  const [begun] = await Promise.all([started, reconcileRedis(order, () => undefined)]);
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
