import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "ioredis";
import Database from "libsql";
import { WriteBehindQueue } from "../../../clients/cache/behind/queue";
import { WriteBehind } from "../../../clients/cache/behind/write-behind";
import { WriteBehindWorker } from "../../../clients/cache/behind/write-behind-worker";
import { KeySpace } from "../../../clients/cache/key-space";
import { connectRedis } from "../../../clients/redis/connect-redis";
import { slotOf } from "../../../constructs/redis/slots";
import { isRunning } from "../../../operate/host/node-launch";
import { signal } from "../../../operate/host/node-stop";
import { until } from "../../../operate/host/until";
import { CrashingCluster } from "../../support/crashing-cluster";
import { MortalProgram } from "../../support/mortal-program";
import { faults, NumberedSaves } from "../../support/numbered-saves";
import { startTestCluster, type TestCluster } from "../../support/redis-server";
import { VersionedPeople, type Counted } from "../../support/versioned-people";

/** Crashes of each kind; `ROUNDS=50` for a proof. */
const ROUNDS = Number(process.env["ROUNDS"] ?? 3);
const ROUND_MS = 30_000;
/** Longer than the 5 s for which a write waits for the lock of the database; `DOWN_MS=60000` for a proof. */
const DOWN_MS = Number(process.env["DOWN_MS"] ?? 8000);
const PROGRAM = "test/support/write-behind-program.ts";
const LEASE_MS = 1000;
const DRAIN_MS = 30_000;
/** What has gathered meanwhile is stored in time even if a disk takes 100 ms for each batch of the worker. */
const OUTAGE_PAUSE_MS = 25;
const KEYS = Array.from({ length: 12 }, (_, n) => `person-${n}`);
const rounds = Array.from({ length: ROUNDS }, (_, n) => n + 1);

let servers: TestCluster;
let nodes: CrashingCluster;
let cluster: Cluster;
let manifest: string;
beforeAll(async () => {
  servers = await startTestCluster({ port: 20840 });
  nodes = new CrashingCluster(servers);
  cluster = await connectRedis(servers.deployed, "api");
  manifest = join(servers.deployed.directory, "manifest.json");
  writeFileSync(manifest, JSON.stringify(servers.deployed.manifest));
});
afterAll(async () => {
  cluster.disconnect();
  await servers.close();
});

let folder: string;
let file: string;
let store: VersionedPeople;
let queue: WriteBehindQueue;
let people: WriteBehind<Counted>;
let queues = 0;
const programs: MortalProgram[] = [];
const workers: WriteBehindWorker<Counted>[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cachefort-behind-"));
  file = join(folder, "people.db");
  store = new VersionedPeople(file);
  queues += 1;
  queue = new WriteBehindQueue(new KeySpace("session"), `crash-${queues}`, { partitions: 4 });
  people = new WriteBehind({ cluster, queue });
});
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.kill()));
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await people.close();
  store.close();
  rmSync(folder, { recursive: true });
});

async function startWorker(): Promise<WriteBehindWorker<Counted>> {
  const worker = new WriteBehindWorker<Counted>({
    ...{ cluster, queue, store, batchMs: 10, leaseMs: LEASE_MS, longestPauseMs: 500 },
  });
  workers.push(worker);
  await worker.start();
  return worker;
}

async function startProgram(
  side: "worker" | "producer",
  ...words: string[]
): Promise<MortalProgram> {
  const program = new MortalProgram(PROGRAM, [side, manifest, "api", queue.name, ...words]);
  programs.push(program);
  await program.said("ready");
  return program;
}

async function expectNothingLost(accepted: ReadonlyMap<string, number>): Promise<void> {
  const worker = await startWorker();
  expect(await worker.drain(DRAIN_MS)).toBe(0);
  expect(accepted.size).toBeGreaterThan(0);
  expect(faults(store, accepted)).toEqual([]);
}

/** The node that has a partition now, and its replica. */
function shardOf(partition: number): { primary: string; replica: string } {
  const [place = ""] = cluster.slots[slotOf(queue.updates(partition))] ?? [];
  const primary = servers.model.nodes.find(({ port }) => place.endsWith(`:${port}`));
  const replica = servers.model.nodes.find(
    ({ id, shard }) => shard === primary?.shard && id !== primary.id,
  );
  if (primary === undefined || replica === undefined) throw new Error(`${place} has no replica`);
  return { primary: primary.id, replica: replica.id };
}

/** The node that has the partitions of a shard now. */
function primaryOf(shard: number): string {
  const node = queue.numbers
    .map((partition) => shardOf(partition).primary)
    .find((id) => id.startsWith(`${shard}-`));
  if (node === undefined) throw new Error(`no partition lies in shard ${shard}`);
  return node;
}

/** Ends a server, and waits until the cluster is whole with another one. */
async function crash(id: string): Promise<void> {
  const { pid } = nodes.server(id);
  const folder = nodes.folder(id);
  nodes.crash(id);
  const isBack = (): boolean => isRunning(folder) && folder.server()?.pid !== pid;
  expect(await until(DRAIN_MS, isBack)).toBe(true);
  await nodes.whole();
}

test(
  `${ROUNDS} workers die in the middle of a batch: nothing that was accepted is lost`,
  async () => {
    const saves = new NumberedSaves(people, KEYS);
    try {
      for (const round of rounds) {
        // A batch takes 20 ms: most die while they write, before or after.
        const worker = await startProgram("worker", file, "20");
        await worker.said("writing");
        await sleep((round * 37) % 200);
        await worker.kill();
      }
    } finally {
      await saves.stop();
    }
    await expectNothingLost(saves.accepted);
    expect(saves.refusals).toEqual(new Map());
  },
  ROUNDS * ROUND_MS,
);

test(
  `${ROUNDS} producers die while they save: nothing that was accepted is lost`,
  async () => {
    const accepted = new Map<string, number>();
    for (const round of rounds) {
      const producer = await startProgram("producer", `producer-${round}`);
      await producer.said("accepted", 50 + ((round * 37) % 200));
      await producer.kill();
      for (const line of producer.lines.filter((one) => one.startsWith("accepted "))) {
        const [, key = "", n = ""] = line.split(" ");
        accepted.set(key, Number(n));
      }
    }
    await expectNothingLost(accepted);
  },
  ROUNDS * ROUND_MS,
);

test(
  `${ROUNDS} primaries die under load: nothing that was accepted is lost`,
  async () => {
    queue = new WriteBehindQueue(new KeySpace("session"), "crash-all", { partitions: 16 });
    people = new WriteBehind({ cluster, queue });
    const worker = await startWorker();
    const saves = new NumberedSaves(people, KEYS);
    try {
      for (const round of rounds) {
        await sleep(500 + ((round * 37) % 500));
        const before = saves.total;
        // One shard after the other: a node that dies six times within 10 s of its starts stays down.
        await crash(primaryOf(round % servers.model.shards));
        expect(await until(DRAIN_MS, () => saves.total > before + KEYS.length)).toBe(true);
      }
    } finally {
      await saves.stop();
    }
    expect(await worker.drain(DRAIN_MS)).toBe(0);
    await expectNothingLost(saves.accepted);
    expect(
      [...saves.refusals.keys()].filter((code) => code !== "WRITE_BEHIND_UNCONFIRMED"),
    ).toEqual([]);
  },
  ROUNDS * ROUND_MS,
);

test(
  `a database that is locked for ${DOWN_MS} ms loses nothing`,
  async () => {
    await startProgram("worker", file);
    const saves = new NumberedSaves(people, KEYS, OUTAGE_PAUSE_MS);
    try {
      expect(await until(DRAIN_MS, () => store.read("person-0") !== undefined)).toBe(true);
      const lock = new Database(file);
      lock.pragma("busy_timeout = 5000");
      try {
        lock.exec("BEGIN IMMEDIATE");
        const before = store.read("person-0");
        await sleep(DOWN_MS);
        expect(store.read("person-0")).toBe(before);
        lock.exec("COMMIT");
      } finally {
        lock.close();
      }
    } finally {
      await saves.stop();
    }
    await expectNothingLost(saves.accepted);
    expect(saves.refusals).toEqual(new Map());
  },
  DOWN_MS + ROUND_MS + 2 * DRAIN_MS,
);

test("a worker that was frozen beyond its lease overwrites nothing newer", async () => {
  await people.save("ada", { n: 1 });
  const frozen = await startProgram("worker", file, "300");
  await frozen.said("writing");
  frozen.signal("SIGSTOP");
  const worker = await startWorker();
  const isTaken = (): boolean => worker.figures().partitions === queue.partitions;
  expect(await until(DRAIN_MS, isTaken)).toBe(true);
  await people.save("ada", { n: 2 });
  expect(await worker.drain(DRAIN_MS)).toBe(0);
  expect(store.read("ada")).toBe(2);
  frozen.signal("SIGCONT");
  await frozen.said("wrote");
  expect(store.read("ada")).toBe(2);
  expect(faults(store, new Map([["ada", 2]]))).toEqual([]);
});

test("while no replica confirms, saves are told so, and nothing of them is stored", async () => {
  const { replica } = shardOf(queue.partitionOf("ada"));
  const hasty = new WriteBehind<Counted>({ cluster, queue, confirmMs: 300 });
  await hasty.save("ada", { n: 1 });
  await expectNothingLost(new Map([["ada", 1]]));
  signal(nodes.server(replica), "SIGSTOP");
  try {
    await expect(hasty.save("ada", { n: 2 })).rejects.toMatchObject({
      code: "WRITE_BEHIND_UNCONFIRMED",
      message: expect.stringContaining("0 of 1 replicas had it after 300 ms"),
    });
    await sleep(1000);
    expect(store.read("ada")).toBe(1);
  } finally {
    signal(nodes.server(replica), "SIGCONT");
  }
  expect(await until(DRAIN_MS, () => store.read("ada") === 2)).toBe(true);
  expect(hasty.figures()).toEqual({ accepted: 1, refused: 0, unconfirmed: 1 });
  await nodes.whole();
  await hasty.close();
});

test("servers that are gone are told in time, and nothing was queued", async () => {
  const client = await connectRedis(servers.deployed, "api", { commandTimeoutMs: 500 });
  const late = new WriteBehind<Counted>({ cluster: client, queue, acceptMs: 500 });
  try {
    await late.save("ada", { n: 1 });
    const ids = servers.model.nodes.map(({ id }) => id);
    for (const id of ids) signal(nodes.server(id), "SIGSTOP");
    try {
      const codes = await Promise.all(
        ["ada", "grace", "joan"].map((key) =>
          late.save(key, { n: 2 }).catch((error: unknown) => (error as { code: string }).code),
        ),
      );
      expect(codes).toEqual(codes.map(() => "WRITE_BEHIND_UNREACHABLE"));
    } finally {
      for (const id of ids) signal(nodes.server(id), "SIGCONT");
    }
    await nodes.whole();
  } finally {
    client.disconnect();
    await late.close();
  }
});
