// One side of write-behind, to be killed. Usage: tsx write-behind-program.ts worker|producer <manifest> <user>
// <queue> <database or prefix of keys> [milliseconds that a batch takes]
import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "ioredis";
import { WriteBehindQueue } from "../../clients/cache/behind/queue";
import { WriteBehind } from "../../clients/cache/behind/write-behind";
import { WriteBehindWorker } from "../../clients/cache/behind/write-behind-worker";
import { KeySpace } from "../../clients/cache/key-space";
import { loadRedisManifest } from "../../clients/manifest-file";
import { connectRedis } from "../../clients/redis/connect-redis";
import { VersionedPeople, type Counted } from "./versioned-people";

const KEYS = 10;

async function work(cluster: Cluster, queue: WriteBehindQueue, words: string[]): Promise<void> {
  const [file = "", delayMs = "0"] = words;
  const store = new VersionedPeople(file);
  store.trouble = async (updates) => {
    console.log(`writing ${updates.length}`);
    await sleep(Number(delayMs));
  };
  const worker = new WriteBehindWorker<Counted>({
    ...{ cluster, queue, batchSize: 20, batchMs: 10, leaseMs: 1000 },
    store: {
      writeMany: async (updates) => {
        const results = await store.writeMany(updates);
        console.log(`wrote ${updates.length}`);
        return results;
      },
    },
  });
  await worker.start();
  console.log("ready");
}

async function produce(cluster: Cluster, queue: WriteBehindQueue, words: string[]): Promise<void> {
  const [prefix = ""] = words;
  const people = new WriteBehind<Counted>({ cluster, queue });
  console.log("ready");
  const keys = Array.from({ length: KEYS }, (_, index) => `${prefix}-${index}`);
  const forever = async (key: string): Promise<never> => {
    for (let n = 1; ; n += 1) {
      await people.save(key, { n });
      console.log(`accepted ${key} ${n}`);
    }
  };
  await Promise.all(keys.map(forever));
}

async function main(): Promise<void> {
  const [side = "", manifest = "", user = "", name = "", ...words] = process.argv.slice(2);
  const cluster = await connectRedis(loadRedisManifest(manifest), user);
  const queue = new WriteBehindQueue(new KeySpace("session"), name, { partitions: 4 });
  await (side === "worker" ? work : produce)(cluster, queue, words);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
