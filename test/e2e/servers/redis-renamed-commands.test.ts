import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type Redis from "ioredis";
import { connectNode } from "../../../clients/redis/node-connection";
import {
  COMMAND_NAMES,
  knowsCommand,
  WRITTEN_COMMANDS,
} from "../../../constructs/redis/command-names";
import {
  INDISPENSABLE_COMMANDS,
  RENAMABLE_COMMANDS,
} from "../../../constructs/redis/command-rules";
import { Persistence } from "../../../constructs/redis/persistence";
import { RenamedCommands } from "../../../constructs/redis/renamed-commands";
import { installedRedis } from "../../../operate/host/installed";
import { until } from "../../../operate/host/until";
import { NodeFolder } from "../../../operate/host/node-folder";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const PORT = 21560;
const engine = installedRedis();

/** Somebody who may do everything, on a cluster of a test. */
const EVERYBODY = { user: "everybody", password: "everything" };

function startCluster(renamedCommands: RenamedCommands): Promise<TestCluster> {
  return startTestCluster({
    port: PORT,
    // What was answered stands in the file.
    props: { renamedCommands, persistence: Persistence.appendOnly("always") },
    files: (good) => ({
      ...good,
      "users.acl": `${good["users.acl"]}user ${EVERYBODY.user} on >${EVERYBODY.password} ~* &* +@all\n`,
    }),
  });
}

async function connect(cluster: TestCluster, id: string): Promise<Redis> {
  const node = cluster.model.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) throw new Error(`there is no node ${id}`);
  const { host, port } = node;
  return connectNode({ host, port, ...EVERYBODY, authority: cluster.secrets.authority() });
}

/** Everything that a node's append-only file has taken since its last rewrite, as it stands there. */
function written(cluster: TestCluster, id: string): string[][] {
  const folder = new NodeFolder(join(cluster.deployed.directory, id)).data("appendonlydir");
  const files = readdirSync(folder).filter((name) => name.endsWith(".incr.aof"));
  const words = files.flatMap((name) => readFileSync(join(folder, name), "utf8").split("\r\n"));
  const commands: string[][] = [];
  for (let at = 0; at + 1 < words.length;) {
    const count = Number(words[at]?.slice(1));
    commands.push(Array.from({ length: count }, (_, word) => words[at + 2 + 2 * word] ?? ""));
    at += 1 + 2 * count;
  }
  return commands;
}

describe("with every renamable command renamed and every dispensable write disabled", () => {
  const disabled = WRITTEN_COMMANDS.filter(
    (command) => !INDISPENSABLE_COMMANDS.has(command) && knowsCommand(engine, command),
  );
  let cluster: TestCluster;
  // Resolves only when the cluster is whole.
  beforeAll(async () => {
    cluster = await startCluster(RenamedCommands.of({ disabled, renamed: RENAMABLE_COMMANDS }));
  });
  afterAll(() => cluster.close());

  test("the cluster takes writes and its replicas follow", async () => {
    const [primary, replica] = await Promise.all([
      connect(cluster, "0-0"),
      connect(cluster, "0-1"),
    ]);
    try {
      await primary.set("{3}key", "value");
      await expect(primary.wait(1, 5_000)).resolves.toBe(1);
      await replica.readonly();
      await expect(replica.get("{3}key")).resolves.toBe("value");
    } finally {
      primary.disconnect();
      replica.disconnect();
    }
  });

  test("each command is gone under its own name; a renamed one answers to its secret name", async () => {
    const node = await connect(cluster, "0-0");
    try {
      for (const command of [...disabled, ...RENAMABLE_COMMANDS]) {
        await expect(node.call(command)).rejects.toThrow(/unknown command/i);
      }
      for (const command of RENAMABLE_COMMANDS) {
        const call = node.call(cluster.commandName(command), "no", "such", "argument");
        await expect(call).rejects.not.toThrow(/unknown command|NOPERM/i);
      }
    } finally {
      node.disconnect();
    }
  });
});

describe("with every command under its own name", () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster(RenamedCommands.of({ disabled: [], renamed: [] }));
  });
  afterAll(() => cluster.close());

  test("the list of names is the server's own", async () => {
    const node = await connect(cluster, "0-0");
    try {
      const names = (await node.call("COMMAND", "LIST")) as string[];
      // A module's names hold a dot.
      const own = names.map((name) => name.toUpperCase()).filter((name) => !/[|.]/.test(name));
      const listed = COMMAND_NAMES.filter((name) => knowsCommand(engine, name));
      expect(own.sort()).toEqual(listed.sort());
    } finally {
      node.disconnect();
    }
  });

  /** What a client sends on the left is another command on the right when the server writes it. */
  const REWRITTEN: readonly (readonly [sent: string, inFile: readonly string[]])[] = [
    ["SETEX {3}a 100 1", ["SET"]],
    ["PSETEX {3}a 100000 1", ["SET"]],
    ["GETSET {3}a 2", ["SET"]],
    ["GETEX {3}a EX 100", ["PEXPIREAT"]],
    ["GETEX {3}a PERSIST", ["PERSIST"]],
    ["EXPIRE {3}a 100", ["PEXPIREAT"]],
    ["PEXPIRE {3}a 100000", ["PEXPIREAT"]],
    ["EXPIREAT {3}a 9999999999", ["PEXPIREAT"]],
    ["INCRBYFLOAT {3}a 1.5", ["SET"]],
    ["GETDEL {3}a", ["DEL"]],
    ["HSET {3}h f 1", ["HSET"]],
    ["HINCRBYFLOAT {3}h f 1.5", ["HSET"]],
    ["EXPIRE {3}h -1", ["DEL", "UNLINK"]],
    ["SADD {3}s 1 2 3 4 5 6 7", ["SADD"]],
    ["SPOP {3}s", ["SREM"]],
    ["SPOP {3}s 2", ["SREM"]],
    ["SPOP {3}s 100", ["DEL", "UNLINK"]],
    ["RPUSH {3}l 1 2 3 4 5 6 7 8 9", ["RPUSH"]],
    ["BLPOP {3}l 1", ["LPOP"]],
    ["BRPOP {3}l 1", ["RPOP"]],
    ["LMPOP 1 {3}l LEFT", ["LPOP"]],
    ["BLMPOP 1 1 {3}l RIGHT", ["RPOP"]],
    ["BRPOPLPUSH {3}l {3}m 1", ["RPOPLPUSH"]],
    ["BLMOVE {3}l {3}m LEFT LEFT 1", ["LMOVE"]],
    ["ZADD {3}z 1 a 2 b 3 c 4 d 5 e", ["ZADD"]],
    ["BZPOPMIN {3}z 1", ["ZPOPMIN"]],
    ["BZPOPMAX {3}z 1", ["ZPOPMAX"]],
    ["ZMPOP 1 {3}z MIN", ["ZPOPMIN"]],
    ["BZMPOP 1 1 {3}z MAX", ["ZPOPMAX"]],
    ["GEOADD {3}g 1 1 p", ["ZADD"]],
    ["XADD {3}x 1-1 f v", ["XADD"]],
    ["XADD {3}x 1-2 f v", ["XADD"]],
    ["XGROUP CREATE {3}x g 0", ["XGROUP"]],
    ["XREADGROUP GROUP g c1 COUNT 1 STREAMS {3}x >", ["XCLAIM"]],
    ["XREADGROUP GROUP g c2 NOACK COUNT 1 STREAMS {3}x >", ["XGROUP"]],
    ["XAUTOCLAIM {3}x g c3 0 0", ["XCLAIM"]],
    ["SET {3}expiring 1 PX 20", ["SET"]],
  ];

  test("what the server writes by itself is a command that nobody may take away", async () => {
    const node = await connect(cluster, "0-0");
    try {
      for (const [sent, inFile] of REWRITTEN) {
        const before = written(cluster, "0-0").length;
        const [command = "", ...words] = sent.split(" ");
        await node.call(command, ...words);
        const names = written(cluster, "0-0")
          .slice(before)
          .map(([name = ""]) => name.toUpperCase());
        expect([sent, names.find((name) => name !== "SELECT" && name !== "MULTI")]).toEqual([
          sent,
          expect.stringMatching(new RegExp(`^(${inFile.join("|")})$`)),
        ]);
        for (const name of names) {
          if (name !== command) expect([...INDISPENSABLE_COMMANDS.keys()]).toContain(name);
        }
      }
      await sleep(20);
      const isGone = (): boolean =>
        /DEL|UNLINK/i.test(
          written(cluster, "0-0").find(
            (words) => words[1] === "{3}expiring" && words.length === 2,
          )?.[0] ?? "",
        );
      expect(await until(5_000, isGone)).toBe(true);
    } finally {
      node.disconnect();
    }
  });
});
