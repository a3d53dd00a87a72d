import type { Cluster } from "ioredis";
import { connectRedis } from "../../../clients/redis/connect-redis";
import { redisPresetContract } from "../../support/redis-presets/contract";
import { connectIoredisPreset } from "../../support/redis-presets/ioredis-preset";
import { codeOf } from "../../support/redis-presets/preset-client";
import { PROXY_HOST, proxied, type Proxied } from "../../support/redis-presets/proxied";
import { keyOfShard } from "../../support/redis-presets/shard-keys";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const TRAITS = { followsMap: true, tellsUnsent: true, loginsPerNode: 2 };

redisPresetContract(connectIoredisPreset, 20000, TRAITS);

describe("a pipeline whose connection closes before an answer", () => {
  let servers: TestCluster;
  let proxy: Proxied;
  let cluster: Cluster;
  let key: string;
  beforeAll(async () => {
    servers = await startTestCluster({
      port: 20020,
      names: (good) => ({ ...good, ipAddresses: [...good.ipAddresses, PROXY_HOST] }),
    });
  });
  afterAll(() => servers.close());
  beforeEach(async () => {
    proxy = await proxied(servers, ["1-0"]);
    cluster = await connectRedis(proxy.cluster.deployed, "api");
    key = keyOfShard(servers, 1, "pipe");
    await cluster.del(key);
  });
  afterEach(async () => {
    cluster.disconnect();
    await proxy.close();
  });

  test("is sent again when all of it is idempotent", async () => {
    proxy.cutNext("SET");
    const answers = await cluster.pipeline().set(key, "1").get(key).exec();
    expect(answers).toEqual([
      [null, "OK"],
      [null, "1"],
    ]);
    expect(proxy.seen).toBe(2);
  });

  test("is not when one of it is not: all of it is unknown", async () => {
    proxy.cutNext("INCR");
    const answers = await cluster.pipeline().set(key, "1").incr(key).get(key).exec();
    expect(answers?.map(([error]) => codeOf(error))).toEqual(
      Array.from({ length: 3 }, () => "REDIS_OUTCOME_UNKNOWN"),
    );
    expect(proxy.seen).toBe(1);
    expect(await cluster.get(key)).toBe("2");
  });

  test("is not when some of it was answered: the rest is unknown", async () => {
    proxy.cutNext("STRLEN", "behind");
    const answers = await cluster.pipeline().set(key, "1").get(key).strlen(key).exec();
    expect(answers?.map(([error, answer]) => (error === null ? answer : codeOf(error)))).toEqual([
      "OK",
      "1",
      "REDIS_OUTCOME_UNKNOWN",
    ]);
    expect(proxy.seen).toBe(1);
  });

  test("as a transaction, is sent again when all of it is idempotent", async () => {
    proxy.cutNext("EXEC");
    expect(await cluster.multi().set(key, "1").expire(key, 100).exec()).toEqual([
      [null, "OK"],
      [null, 1],
    ]);
    expect(proxy.seen).toBe(2);
  });

  test("as a transaction, ends as unknown when one of it is not", async () => {
    proxy.cutNext("EXEC");
    const error: unknown = await cluster
      .multi()
      .incr(key)
      .exec()
      .catch((reason: unknown) => reason);
    expect(codeOf(error)).toBe("REDIS_OUTCOME_UNKNOWN");
    expect(proxy.seen).toBe(1);
    expect(await cluster.get(key)).toBe("1");
  });
});
