import type { Cluster } from "ioredis";
import { DeadLetters } from "../../../clients/cache/behind/dead-letters";
import { WriteBehindQueue } from "../../../clients/cache/behind/queue";
import { WriteBehind } from "../../../clients/cache/behind/write-behind";
import { WriteBehindWorker } from "../../../clients/cache/behind/write-behind-worker";
import { KeySpace } from "../../../clients/cache/key-space";
import { connectRedis } from "../../../clients/redis/connect-redis";
import { PATTERN_COMMANDS } from "../../../constructs/redis/pattern-commands";
import { RedisUser } from "../../../constructs/redis/user";
import { withAcl } from "../../support/redis-check";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const SIDES = ["writeBehind", "writeBehindWorker", "deadLetters"] as const;
type Side = (typeof SIDES)[number];

/** What a client of a cluster needs before its own commands. */
const CONNECTION = ["cluster|slots", "cluster|info"];
const LEASE_MS = 1000;
/** A worker that may not sign off has its share of the partitions for as long as a lease. */
const DRAIN_MS = 4 * LEASE_MS;
/** What a server says, or the client whose own questions are refused. */
const REFUSED = /NOPERM|no permissions|REDIS_UNREACHABLE/;
const queue = new WriteBehindQueue(new KeySpace("shop"), "people", { partitions: 2 });
/** Names of users have no capitals. */
const userOf = (side: Side): string => side.toLowerCase();

let servers: TestCluster;
let producing: Cluster | undefined;
beforeAll(async () => {
  servers = await startTestCluster({
    port: 20880,
    props: {
      users: SIDES.map((side) =>
        RedisUser.forPattern(side, userOf(side), { keys: queue.patterns }),
      ),
    },
  });
  producing = await connect("writeBehind");
});
afterAll(async () => {
  producing?.disconnect();
  await servers.close();
});

function connect(side: Side): Promise<Cluster> {
  return connectRedis(servers.deployed, userOf(side), { commandTimeoutMs: 1000 });
}

async function save(cluster: Cluster, ...numbers: number[]): Promise<void> {
  const people = new WriteBehind({ cluster, queue, acceptMs: 500 });
  try {
    for (const n of numbers) await people.save(`key-${n}`, { n });
  } finally {
    await people.close();
  }
}

function producer(): Cluster {
  if (producing === undefined) throw new Error("the cluster is not up");
  return producing;
}

/** Stores one update, and buries another. */
async function work(cluster: Cluster): Promise<void> {
  await save(producer(), 1, 2);
  const errors: Error[] = [];
  const stored: string[] = [];
  let refused: () => void = () => undefined;
  const isRefused = new Promise<void>((resolve) => (refused = resolve));
  const worker = new WriteBehindWorker<{ n: number }>({
    ...{ cluster, queue, batchMs: 10, leaseMs: LEASE_MS, longestPauseMs: 100 },
    store: {
      writeMany: async (updates) => {
        stored.push(...updates.map(({ key }) => key));
        return updates.map(({ value: { n } }) => (n === 2 ? { rejected: "no" } : "stored"));
      },
    },
    onError: (error) => {
      errors.push(error);
      refused();
    },
  });
  try {
    await worker.start();
    await Promise.race([worker.drain(DRAIN_MS), isRefused]);
  } finally {
    await worker.stop();
  }
  if (errors[0] !== undefined) throw errors[0];
  expect(stored).toEqual(expect.arrayContaining(["key-1", "key-2"]));
}

/** Puts one dead letter back, and another away. */
async function tidy(cluster: Cluster): Promise<void> {
  const letters = new DeadLetters({ cluster, queue });
  expect(await letters.count()).toBeGreaterThan(1);
  const found = (await Promise.all(queue.numbers.map((n) => letters.list(n, 10)))).flat();
  const [first, second] = found;
  if (first === undefined || second === undefined) throw new Error("there are too few");
  await letters.requeue(first);
  await letters.discard(second);
}

/** Uses everything that a side does, as its own user. */
async function use(side: Side): Promise<void> {
  const cluster = await connect(side);
  try {
    if (side === "writeBehind") await save(cluster, 3);
    if (side === "writeBehindWorker") await work(cluster);
    if (side === "deadLetters") await tidy(cluster);
  } finally {
    cluster.disconnect();
  }
}

/** Two more dead letters. */
async function bury(): Promise<void> {
  for (let n = 0; n < 2; n += 1) await use("writeBehindWorker");
}

describe.each(SIDES)("the rights of %s", (side) => {
  beforeEach(() => (side === "deadLetters" ? bury() : undefined));

  test("are enough", async () => {
    await use(side);
  });

  test.each([...CONNECTION, ...PATTERN_COMMANDS[side]])("need %s", async (command) => {
    const ids = servers.model.nodes.map(({ id }) => id);
    await withAcl(servers, ids, userOf(side), [`-${command}`], async () => {
      await expect(use(side)).rejects.toThrow(REFUSED);
    });
  });
});

test("a password that was taken away is told, and nothing was queued", async () => {
  const ids = servers.model.nodes.map(({ id }) => id);
  await withAcl(servers, ids, userOf("writeBehind"), ["resetpass"], async () => {
    await expect(save(producer(), 4)).rejects.toMatchObject({
      code: "WRITE_BEHIND_UNREACHABLE",
      message: expect.stringContaining("WRONGPASS"),
    });
  });
});
