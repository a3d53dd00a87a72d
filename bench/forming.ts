import { rmSync } from "node:fs";
import { join } from "node:path";
import type { HostRedisOrder } from "../constructs/redis/host/host-redis-cluster";
import { createRedisModel, specOf, type RedisClusterModel } from "../constructs/redis/model";
import { loginNames } from "../constructs/redis/users-acl";
import { nodeCertificateNames, type CertificateNames } from "../constructs/tls/names";
import { installedRedis } from "../operate/host/installed";
import { NodeFolder } from "../operate/host/node-folder";
import { stopNode } from "../operate/host/node-stop";
import { reconcileRedis } from "../operate/host/redis-reconcile";
import { SecretStore } from "../secrets/secret-store";
import { BASELINE_USER, formByCli } from "./support/cli-forming";
import { runBench, type BenchRun } from "./support/bench";
import { versionOf } from "./support/machine";
import { processStart } from "./support/process-start";
import type { Figure } from "./support/result";
import { Workspace } from "./support/workspace";

const PORT = 21300;
/** Forming waits for the next tick of several clocks of 100 ms: a tenth of two seconds is much. */
const MAX_CV = 0.1;

/**
 * P1: from the start of the last server's process until every node is `ok`, all agree on the owners
 * and every replica is in sync; 3 shards × 2, TLS and ACL. The baseline forms the same servers, with
 * the engine's own setting of the synchronisation delay, by `redis-cli --cluster create`. The two
 * take turns, so that the noise of the machine meets both.
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
  const home = join(workspace.directory, "forming");
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
      samples.push(await measured(home, model, () => formByKit(home, model, secrets)));
      signal.throwIfAborted();
      baseline.push(await measured(home, model, () => formByCli(home, model, secrets)));
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

/** Forms a cluster once, and clears every trace of it. @returns milliseconds */
async function measured(
  home: string,
  model: RedisClusterModel,
  form: () => Promise<void>,
): Promise<number> {
  try {
    await form();
    const formedAt = performance.now();
    return formedAt - lastStart(home, model);
  } finally {
    await Promise.all(
      model.nodes.map(({ id }) => stopNode(new NodeFolder(join(home, id)), "quick")),
    );
    rmSync(home, { recursive: true, force: true });
  }
}

function formByKit(home: string, model: RedisClusterModel, secrets: SecretStore): Promise<void> {
  const order: HostRedisOrder = {
    kind: "redis-cluster",
    spec: specOf(model),
    home,
    secrets: secrets.directory,
    incident: "none",
  };
  return reconcileRedis(order, () => undefined);
}

/** When the last server's process started, on the clock of `performance.now()`. */
function lastStart(home: string, model: RedisClusterModel): number {
  const starts = model.nodes.map(({ id }) => {
    const server = new NodeFolder(join(home, id)).server();
    if (server === undefined) throw new Error(`node ${id} does not run`);
    return processStart(server.pid);
  });
  return Math.max(...starts);
}
