import { inspect } from "node:util";
import type { Cluster } from "ioredis";
import { connectRedis } from "../../../clients/redis/connect-redis";
import type { RedisConnectionOptions } from "../../../clients/redis/preset-options";
import { IAM_TOKEN_SECONDS } from "../../../clients/redis/iam-token";
import { isHeardAgain } from "../../support/heard-again";
import { until } from "../../../operate/host/until";
import { rejection } from "../../support/coded";
import { freezeIntervals } from "../../support/frozen-date";
import {
  asOnAws,
  callEachNode,
  IAM,
  IAM_KEYS,
  iamTokenOfNow,
  KEY_OF_EACH_SHARD,
  takeOnly,
} from "../../support/iam-cluster";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const BEGIN = new Date("2026-11-29T08:00:00Z").getTime();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const consoleOutput = [jest.spyOn(console, "warn"), jest.spyOn(console, "error")];
const unhandled: unknown[] = [];
const nodeErrors: Error[] = [];
const clients: Cluster[] = [];
let cluster: TestCluster;

const noteUnhandled = (reason: unknown): void => void unhandled.push(reason);

beforeAll(async () => {
  process.on("unhandledRejection", noteUnhandled);
  cluster = await startTestCluster({ port: 21_820 });
});
afterAll(async () => {
  await cluster.close();
  process.off("unhandledRejection", noteUnhandled);
  expect(unhandled).toEqual([]);
});

beforeEach(() => {
  freezeIntervals(BEGIN);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
  nodeErrors.length = 0;
  jest.useRealTimers();
  for (const output of consoleOutput) expect(output).not.toHaveBeenCalled();
});

async function connect(options: RedisConnectionOptions = {}): Promise<Cluster> {
  const client = await connectRedis(asOnAws(cluster).deployed, "api", {
    awsCredentials: () => Promise.resolve(IAM_KEYS),
    onNodeError: (error) => nodeErrors.push(error),
    ...options,
  });
  clients.push(client);
  return client;
}

async function useEveryShard(client: Cluster): Promise<void> {
  for (const name of KEY_OF_EACH_SHARD) {
    await client.set(name, "value", "EX", 60);
    expect(await client.get(name)).toBe("value");
  }
}

/** How often the user logged in without a connection being opened, and how often in vain. */
async function loginsAgain(): Promise<{ calls: number; failed: number }> {
  const infos = (await callEachNode(cluster, "INFO", "commandstats")).map(String);
  const sum = (field: string) =>
    infos
      .map((info) => new RegExp(`cmdstat_auth:.*\\b${field}=(\\d+)`).exec(info)?.[1] ?? "0")
      .reduce((total, count) => total + Number(count), 0);
  return { calls: sum("calls"), failed: sum("failed_calls") + sum("rejected_calls") };
}

test("an entrypoint and a token are enough for every shard", async () => {
  await takeOnly(cluster, await iamTokenOfNow());
  const client = await connect();
  await useEveryShard(client);
  expect(nodeErrors).toEqual([]);
});

test("connections that end come back with the token of then", async () => {
  await takeOnly(cluster, await iamTokenOfNow());
  const client = await connect();
  await useEveryShard(client);

  jest.setSystemTime(BEGIN + 11 * HOUR);
  await takeOnly(cluster, await iamTokenOfNow());
  await callEachNode(cluster, "CLIENT", "KILL", "USER", IAM.userId);
  await useEveryShard(client);
  expect(inspect(nodeErrors, { depth: null })).not.toContain("X-Amz");
});

test("a node that is met later gets the token of then", async () => {
  await takeOnly(cluster, await iamTokenOfNow());
  const client = await connect();
  await client.get("session:1");

  jest.setSystemTime(BEGIN + IAM_TOKEN_SECONDS * 1000 + 1);
  await takeOnly(cluster, await iamTokenOfNow());
  await useEveryShard(client);
  expect(nodeErrors).toEqual([]);
});

test("after a long sleep nothing fails, and commands keep their order", async () => {
  await takeOnly(cluster, await iamTokenOfNow());
  const client = await connect();
  await client.get("session:1");

  jest.setSystemTime(BEGIN + 2 * HOUR);
  await takeOnly(cluster, await iamTokenOfNow());
  const answers = [1, 2, 3].flatMap((value) => [
    client.set("session:2", value, "EX", 60),
    client.get("session:2"),
  ]);
  expect(await Promise.all(answers)).toEqual(["OK", "1", "OK", "2", "OK", "3"]);

  jest.setSystemTime(BEGIN + 4 * HOUR);
  await takeOnly(cluster, await iamTokenOfNow());
  const transaction = client.multi().set("session:4", "a", "EX", 60).get("session:4");
  expect(await transaction.exec()).toEqual([
    [null, "OK"],
    [null, "a"],
  ]);
});

test("open connections log in again before twelve hours are over", async () => {
  await takeOnly(cluster, await iamTokenOfNow());
  const client = await connect();
  await useEveryShard(client);
  const before = await loginsAgain();

  jest.setSystemTime(BEGIN + 5 * HOUR);
  await takeOnly(cluster, await iamTokenOfNow());
  jest.setSystemTime(BEGIN);
  await jest.advanceTimersByTimeAsync(5 * HOUR);
  const open = client.nodes().filter(({ status }) => status === "ready").length;
  expect(open).toBeGreaterThanOrEqual(3);
  const done = async () => (await loginsAgain()).calls - before.calls;
  expect(await until(5_000, async () => (await done()) >= open)).toBe(true);
  expect(await loginsAgain()).toEqual({ calls: before.calls + open, failed: before.failed });
  expect(nodeErrors).toEqual([]);
});

test("the slot map is read with the token of then as well", async () => {
  await takeOnly(cluster, await iamTokenOfNow());
  const client = await connect();
  await useEveryShard(client);

  jest.setSystemTime(BEGIN + 20 * MINUTE);
  await takeOnly(cluster, await iamTokenOfNow());
  jest.setSystemTime(BEGIN);
  await jest.advanceTimersByTimeAsync(20 * MINUTE);
  await new Promise<void>((resolve, reject) => {
    client.refreshSlotsCache((error) => (error ? reject(error) : resolve()));
  });
  expect(nodeErrors).toEqual([]);
});

test("a subscription comes back with the token of then", async () => {
  await takeOnly(cluster, await iamTokenOfNow());
  const client = await connect();
  const heard: string[] = [];
  client.on("message", (_channel, message) => heard.push(String(message)));
  await client.subscribe("session:news");

  jest.setSystemTime(BEGIN + 20 * MINUTE);
  await takeOnly(cluster, await iamTokenOfNow());
  jest.setSystemTime(BEGIN);
  await jest.advanceTimersByTimeAsync(20 * MINUTE);
  await callEachNode(cluster, "CLIENT", "KILL", "USER", IAM.userId);
  try {
    expect(await isHeardAgain(client, heard)).toBe(true);
  } finally {
    // ioredis asks INFO on this connection, which the role may not call.
    consoleOutput[0]?.mockClear();
  }
});

test("a token that is refused stands in no error", async () => {
  await takeOnly(cluster, "another token");
  const refused = await rejection(connect());
  expect(refused.code).toBe("REDIS_LOGIN_REFUSED");
  expect(inspect([refused, nodeErrors], { depth: null })).not.toContain("X-Amz");

  await takeOnly(cluster, await iamTokenOfNow());
  const client = await connect({ commandTimeoutMs: 1_000 });
  await takeOnly(cluster, "another token");
  await callEachNode(cluster, "CLIENT", "KILL", "USER", IAM.userId);
  jest.setSystemTime(BEGIN + HOUR);
  const command: unknown = await client.get("session:1").catch((error: unknown) => error);
  expect(command).toBeInstanceOf(Error);
  expect(nodeErrors).not.toEqual([]);
  expect(inspect([command, nodeErrors], { depth: null })).not.toContain("X-Amz");
});

test("credentials that fail for a while are told, and the token at hand serves on", async () => {
  await takeOnly(cluster, await iamTokenOfNow());
  let isDown = false;
  const client = await connect({
    awsCredentials: () =>
      isDown ? Promise.reject(new Error("throttled")) : Promise.resolve(IAM_KEYS),
  });
  isDown = true;
  await jest.advanceTimersByTimeAsync(5 * MINUTE);
  await useEveryShard(client);
  expect(nodeErrors.map(({ message }) => message.split(":")[0])).toContain(
    "IAM_CREDENTIALS_MISSING",
  );
});
