import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../constructs/core/manifest";
import type { Check } from "../../../smoke/check";
import { AccountedLoad, type AccountedLoadProps } from "../../../smoke/checks/redis/accounted-load";
import { findWholeCluster } from "../../../smoke/checks/redis/failover-stage";
import type { WriteAccount } from "../../../smoke/workload/accountant";
import { expectNoKeys, expectPass, runOn } from "../../support/redis-check";
import { startTestCluster, type TestCluster, withManifest } from "../../support/redis-server";
import { type Rewrite, startProxy } from "../../support/rewriting-proxy";

const PORT = 21050;
/** A primary on the first day, and nothing here changes roles. */
const NODE = "1-0";
/** Addresses that Linux takes for its own. */
const PROXY_HOST = "127.0.0.2";
const NODE_HOST = "127.0.0.1";
const JUDGEMENT = { expected: "an account", hint: "none" };

let cluster: TestCluster;
/** The same cluster with a manifest that leads clients to the proxy instead of the node. */
let proxied: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({
    port: PORT,
    names: (good) => ({ ...good, ipAddresses: [...good.ipAddresses, PROXY_HOST] }),
  });
  const { nodes } = cluster.deployed.manifest;
  proxied = withManifest(cluster, {
    nodes: nodes.map((node) =>
      node.id === NODE
        ? { ...node, host: PROXY_HOST, networkHost: NODE_HOST, address: NODE_HOST }
        : node,
    ),
  });
});
afterAll(() => cluster.close());
afterEach(() => expectNoKeys(cluster));

/** The account of a load whose writes and reads to one node pass the proxy. */
async function accountThrough(
  rewrite: Rewrite,
  load: Pick<AccountedLoadProps, "confirming" | "keys"> = {},
): Promise<WriteAccount> {
  const node = proxied.deployed.manifest.nodes.find(({ id }) => id === NODE);
  const { certificate, key } = cluster.secrets.keyPair(cluster.model.name, NODE);
  const stopProxy = await startProxy(
    {
      ...{ host: PROXY_HOST, nodeHost: NODE_HOST, port: node?.port ?? 0 },
      ...{ certificate, key, authority: cluster.secrets.authority() },
    },
    rewrite,
  );
  let account: WriteAccount | undefined;
  const check: Check<RedisManifest> = {
    id: "test/account",
    title: "A load is accounted for",
    proves: "What the accountant sees.",
    kind: "redis-cluster",
    suite: "full",
    injectsFaults: false,
    run: async (context) => {
      const { shardOfSlot, shards } = await findWholeCluster(context, JUDGEMENT);
      const props = { ...load, shardOfSlot, shards: shards.length, maxMs: 20_000 };
      const running = await AccountedLoad.start(context, props, JUDGEMENT);
      await sleep(500);
      ({ account } = await running.finish(performance.now(), JUDGEMENT));
      return { expected: "an account", measured: "an account" };
    },
  };
  try {
    expectPass(await runOn(proxied, check));
  } finally {
    await stopProxy();
  }
  if (account === undefined) throw new Error("there is no account");
  return account;
}

const named = (command: readonly string[], name: string): boolean =>
  command[0]?.toUpperCase() === name;

/** Whether it is this one's turn, every so many times. */
function every(times: number): () => boolean {
  let count = 0;
  return () => ++count % times === 0;
}

describe("the accountant, through a proxy before one node,", () => {
  test("sees nothing wrong where the proxy changes nothing", async () => {
    let seen = 0;
    const account = await accountThrough((command) => {
      if (named(command, "SET")) seen += 1;
      return [command];
    });
    expect(seen).toBeGreaterThan(20);
    expect(account).toMatchObject({ failed: 0, unknown: 0, lost: [], duplicated: [], stale: [] });
    expect(account.unexpected).toEqual([]);
  });

  test("sees acknowledged writes that are lost, each of them", async () => {
    const isTurn = every(5);
    const lost: string[] = [];
    const account = await accountThrough((command) => {
      if (!named(command, "SET") || !isTurn()) return [command];
      const [set = "", key = "", value = ""] = command;
      lost.push(key);
      return [[set, key, value, "PX", "1"]];
    });
    expect(lost.length).toBeGreaterThan(3);
    expect(account.lost.map(({ key }) => key).sort()).toEqual(lost.sort());
    expect(account).toMatchObject({ failed: 0, unknown: 0, duplicated: [], unexpected: [] });
    expect(account.lostPlain).toHaveLength(lost.length);
  });

  test("sees a confirmed write that is lost as such", async () => {
    const isTurn = every(5);
    let lost = 0;
    const account = await accountThrough(
      (command) => {
        if (!named(command, "SET") || !isTurn()) return [command];
        lost += 1;
        return [[...command.slice(0, 3), "PX", "1"]];
      },
      { confirming: { clients: 4, replicas: 1, timeoutMs: 500 } },
    );
    expect(account.lost).toHaveLength(lost);
    expect(account.lostConfirmed.length).toBeGreaterThan(0);
    expect(account.lostConfirmed.length + account.lostPlain.length).toBe(lost);
  });

  test("sees a value under another key as duplicated, unexpected, and its victim as lost", async () => {
    const isTurn = every(9);
    let last: string | undefined;
    const victims = new Set<string>();
    const account = await accountThrough((command) => {
      if (!named(command, "SET")) return [command];
      const [set = "", key = "", value = ""] = command;
      const victim = last;
      last = key;
      if (victim === undefined || !isTurn()) return [command];
      victims.add(victim);
      // The server skips the answer to what the client has not asked for.
      return [command, ["CLIENT", "REPLY", "SKIP"], [set, victim, value, "EX", "60"]];
    });
    expect(victims.size).toBeGreaterThan(2);
    expect(account.duplicated).toHaveLength(victims.size);
    expect(account.unexpected.map(({ key }) => key).sort()).toEqual([...victims].sort());
    expect(account.lost.map(({ key }) => key).sort()).toEqual([...victims].sort());
  });

  test("sees a read that answers with what was long replaced as stale", async () => {
    const first = new Map<string, string>();
    const replaced = new Set<string>();
    const account = await accountThrough(
      (command) => {
        const [, key = "", value = ""] = command;
        if (named(command, "SET")) {
          if (first.has(key)) replaced.add(key);
          else first.set(key, value);
        }
        if (!named(command, "GET") || !replaced.has(key)) return [command];
        return [["ECHO", first.get(key) ?? ""]];
      },
      { keys: 5 },
    );
    expect(replaced.size).toBeGreaterThan(2);
    expect(account.stale.map(({ key }) => key).sort()).toEqual([...replaced].sort());
    expect(account.unexpected).toEqual([]);
    expect(new Set(account.lost.map(({ key }) => key))).toEqual(replaced);
  });
});
