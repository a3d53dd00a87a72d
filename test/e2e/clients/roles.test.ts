import { join } from "node:path";
import { RenamedCommands } from "../../../constructs/redis/renamed-commands";
import { slotOf } from "../../../constructs/redis/slots";
import { RedisUser } from "../../../constructs/redis/user";
import { failOver, readsOfReplicas, withMovingSlot } from "../../support/redis-moves";
import { startTestCluster, type TestCluster } from "../../support/redis-server";
import {
  connectGlide,
  connectIoredis,
  connectNodeRedis,
  connectRedisCli,
  connectRedisPy,
  type ConnectRoleClient,
  type RoleClient,
} from "../../support/role-clients";

const CLIENTS: [string, ConnectRoleClient][] = [
  ["redis-cli", connectRedisCli],
  ["ioredis", connectIoredis],
  ["node-redis", connectNodeRedis],
  ["redis-py", connectRedisPy],
  ["GLIDE", connectGlide],
];
/** Slots 15913, 3658 and 7787: one key in each of the three shards. */
const KEYS = ["session:a", "session:b", "session:c"];
/** A key of the second shard that no other test uses. */
const MOVING_KEY = "session:g";
const CHANNEL = "session:news";
const MS_UNTIL_REPLICATED = 5_000;
/** Reads of each key; a client may choose a shard's primary for some of them. */
const ROUNDS = 20;

/** Commands that no role grants; none of them is renamed or disabled on this cluster. */
const NEVER = [
  ["SCAN", "0"],
  ["RANDOMKEY"],
  ["DBSIZE"],
  ["KEYS", "*"],
  ["EVAL", "return 1", "0"],
  ["FLUSHALL"],
  ["CONFIG", "GET", "maxmemory"],
  ["INFO"],
  ["CLIENT", "LIST"],
  ["CLIENT", "TRACKING", "ON", "BCAST"],
  ["PUBSUB", "CHANNELS"],
];

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({
    port: 21920,
    props: {
      renamedCommands: RenamedCommands.of({ disabled: [], renamed: [] }),
      users: [
        RedisUser.readWrite("api", { keys: ["session:*"], channels: ["session:*"] }),
        RedisUser.readOnly("report", { keys: ["session:*"], channels: ["session:*"] }),
      ],
    },
  });
});
afterAll(() => cluster.close());

function connect(
  client: ConnectRoleClient,
  user: string,
  fromReplicas: boolean,
): Promise<RoleClient> {
  return client({
    // Its first node only, by a name: the others are what the client finds.
    host: "localhost",
    port: cluster.model.nodes[0]?.port ?? 0,
    user,
    password: cluster.secrets.password(cluster.model.name, user),
    authorityFile: join(cluster.deployed.directory, "secrets/ca.crt"),
    fromReplicas,
  });
}

/** What comes of a command: its answer, or NOPERM, or another error. */
async function outcome(
  client: RoleClient,
  words: readonly string[],
  key?: string,
): Promise<unknown> {
  try {
    return await client.call(words, key);
  } catch (error) {
    // The second is GLIDE's word for it.
    return /\b(NOPERM|PermissionDenied)\b/.test(String(error)) ? "NOPERM" : String(error);
  }
}

async function outcomes(
  client: RoleClient,
  lines: readonly (readonly string[])[],
  key?: string,
): Promise<unknown> {
  const found: Record<string, unknown> = {};
  for (const words of lines) found[words.join(" ")] = await outcome(client, words, key);
  return found;
}

const all = (lines: readonly (readonly string[])[], wanted: string): unknown =>
  Object.fromEntries(lines.map((words) => [words.join(" "), wanted]));

describe.each(CLIENTS)("%s", (name, client) => {
  describe("as a readWrite user", () => {
    let api: RoleClient;
    beforeAll(async () => {
      api = await connect(client, "api", false);
    });
    afterAll(() => api.close());

    test("writes and reads on every shard", async () => {
      for (const key of KEYS) {
        await api.call(["SET", key, name], key);
        expect(await api.call(["GET", key], key)).toBe(name);
      }
    });

    test("follows MOVED after a failover", async () => {
      await failOver(cluster);
      for (const key of KEYS) {
        await api.call(["SET", key, `${name} again`], key);
        expect(await api.call(["GET", key], key)).toBe(`${name} again`);
      }
    });

    test("follows ASK to a slot that moves", async () => {
      await withMovingSlot(cluster, slotOf(MOVING_KEY), async () => {
        await api.call(["SET", MOVING_KEY, name], MOVING_KEY);
        expect(await api.call(["GET", MOVING_KEY], MOVING_KEY)).toBe(name);
        await api.call(["DEL", MOVING_KEY], MOVING_KEY);
      });
    });

    test("uses a transaction", async () => {
      for (const key of KEYS) expect(await api.transaction(key, name)).toBe(name);
    });

    test("publishes, and hears it", async () => {
      const next = await api.subscribe(CHANNEL);
      await api.call(["PUBLISH", CHANNEL, name]);
      expect(await next()).toBe(name);
    });

    test("is refused what no role grants", async () => {
      expect(await outcomes(api, NEVER)).toEqual(all(NEVER, "NOPERM"));
    });

    test("is refused others' keys and channels", async () => {
      const lines = [
        ["GET", "other:a"],
        ["SET", "other:a", "1"],
      ];
      expect(await outcomes(api, lines, "other:a")).toEqual(all(lines, "NOPERM"));
      expect(await outcome(api, ["PUBLISH", "other", "1"])).toBe("NOPERM");
    });
  });

  const from: [string, boolean][] = [
    ["primaries", false],
    ["replicas", true],
  ];
  // redis-cli knows no reading from replicas.
  const known = from.filter(([, fromReplicas]) => !(fromReplicas && name === "redis-cli"));
  describe.each(known)("as a readOnly user of %s", (_where, fromReplicas) => {
    let writer: RoleClient;
    let report: RoleClient;
    beforeAll(async () => {
      writer = await connect(connectIoredis, "api", false);
      report = await connect(client, "report", fromReplicas);
    });
    afterAll(async () => {
      await report.close();
      await writer.close();
    });

    test("reads on every shard", async () => {
      for (const key of KEYS) {
        await writer.call(["SET", key, "read-me"]);
        await writer.call(["WAIT", "1", String(MS_UNTIL_REPLICATED)]);
      }
      const before = await readsOfReplicas(cluster);
      for (let round = 0; round < ROUNDS; round++) {
        for (const key of KEYS) expect(await report.call(["GET", key], key)).toBe("read-me");
      }
      expect((await readsOfReplicas(cluster)) > before).toBe(fromReplicas);
    });

    test("hears what others publish", async () => {
      const next = await report.subscribe(CHANNEL);
      await writer.call(["PUBLISH", CHANNEL, name]);
      expect(await next()).toBe(name);
    });

    test("writes and publishes nothing", async () => {
      for (const key of KEYS) {
        const lines = [
          ["SET", key, "1"],
          ["DEL", key],
          ["EXPIRE", key, "1"],
        ];
        expect(await outcomes(report, lines, key)).toEqual(all(lines, "NOPERM"));
      }
      expect(await outcome(report, ["PUBLISH", CHANNEL, "1"])).toBe("NOPERM");
    });

    test("is refused what no role grants, and others' keys", async () => {
      expect(await outcomes(report, NEVER)).toEqual(all(NEVER, "NOPERM"));
      expect(await outcome(report, ["GET", "other:a"], "other:a")).toBe("NOPERM");
    });
  });
});
