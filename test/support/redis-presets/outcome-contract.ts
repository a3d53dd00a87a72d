import { rejection } from "../coded";
import type { TestCluster } from "../redis-server";
import type { ConnectPreset, PresetClient } from "./preset-client";
import { proxied, type Proxied } from "./proxied";
import { keyOfShard } from "./shard-keys";

/** What is sent again when its connection closes after the node has executed it, and before its answer. */
export function outcomeContract(
  connect: ConnectPreset,
  current: () => TestCluster,
  followsMap: boolean,
): void {
  let proxy: Proxied;
  let key: string;
  const opened: PresetClient[] = [];
  beforeEach(async () => {
    proxy = await proxied(current(), followsMap ? ["1-0"] : "all");
    key = keyOfShard(current(), 1, "cut");
  });
  afterEach(async () => {
    for (const client of opened.splice(0)) {
      await client.call("DEL", key);
      client.close();
    }
    await proxy.close();
  });
  const open = async (options?: Parameters<ConnectPreset>[2]): Promise<PresetClient> => {
    const client = await connect(proxy.cluster.deployed, "api", options);
    opened.push(client);
    await client.call("GET", key);
    return client;
  };

  test.each([
    ["SET", ["v"]],
    ["HSET", ["f", "v"]],
    ["DEL", []],
    ["EXPIRE", ["100"]],
  ])("%s is sent again", async (name, args) => {
    const client = await open();
    proxy.cutNext(name);
    await client.call(name, key, ...args);
    expect(proxy.seen).toBe(2);
  });

  test.each([
    ["INCR", []],
    ["LPUSH", ["v"]],
    ["XADD", ["*", "f", "v"]],
    ["SET", ["v", "NX"]],
    ["ZADD", ["INCR", "1", "m"]],
  ])("%s %j is not: it is reported as unknown", async (name, args) => {
    const client = await open();
    proxy.cutNext(name);
    const error = await rejection(client.call(name, key, ...args));
    expect(error.code).toBe("REDIS_OUTCOME_UNKNOWN");
    expect(error.cause).toBeInstanceOf(Error);
    expect(proxy.seen).toBe(1);
    // It was executed, and the client goes on.
    expect(await client.call("EXISTS", key)).toBe(1);
  });

  test.each([[["incr"]], ["all" as const]])("INCR is, when %j asks for it", async (resend) => {
    const client = await open({ resend });
    proxy.cutNext("INCR");
    // A counter that is too high is what the preset spares a caller.
    expect(await client.call("INCR", key)).toBe(2);
    expect(proxy.seen).toBe(2);
  });
}
