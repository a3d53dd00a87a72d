import type { Cluster } from "ioredis";
import { connectRedis } from "../../../clients/redis/connect-redis";
import { PATTERN_COMMANDS } from "../../../constructs/redis/pattern-commands";
import { RedisUser } from "../../../constructs/redis/user";
import { PATTERN_USES, type UsedPattern } from "../../support/pattern-uses";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

jest.setTimeout(60_000);

const KEYS = ["session:*"];
const PATTERNS = Object.keys(PATTERN_USES) as UsedPattern[];
/** One right less: every pattern without each of its commands. */
const LACKING = PATTERNS.flatMap((pattern) =>
  PATTERN_COMMANDS[pattern].map((command) => [pattern, command] as const),
);

const nameOf = (pattern: string, without = "nothing"): string =>
  `${pattern}-${without}`.replace("|", "-").toLowerCase();

function userWithout(pattern: UsedPattern, command: string): RedisUser {
  const { commands, keys } = RedisUser.forPattern(pattern, "unused", { keys: KEYS });
  return RedisUser.custom(nameOf(pattern, command), {
    keys,
    commands: commands.filter((rule) => rule !== `+${command}`),
  });
}

let servers: TestCluster;
let admin: Cluster;
beforeAll(async () => {
  servers = await startTestCluster({
    port: 20590,
    props: {
      users: [
        RedisUser.readWrite("admin", { keys: ["*"] }),
        ...PATTERNS.map((one) => RedisUser.forPattern(one, nameOf(one), { keys: KEYS })),
        ...LACKING.map(([pattern, command]) => userWithout(pattern, command)),
      ],
    },
  });
  admin = await connectRedis(servers.deployed, "admin");
});
afterAll(async () => {
  admin?.disconnect();
  await servers.close();
});

async function use(pattern: UsedPattern, user: string): Promise<void> {
  await admin.set("session:matching:1", "1", "EX", 60);
  const cluster = await connectRedis(servers.deployed, user);
  try {
    await PATTERN_USES[pattern](cluster, user);
  } finally {
    cluster.disconnect();
  }
}

test.each(PATTERNS)("%s runs as a user who may do nothing but that", async (pattern) => {
  await expect(use(pattern, nameOf(pattern))).resolves.toBeUndefined();
});

test.each(LACKING)("%s does not run without %s", async (pattern, command) => {
  await expect(use(pattern, nameOf(pattern, command))).rejects.toThrow(/NOPERM/);
});

test.each(PATTERNS)("the user of %s may touch no other keys", async (pattern) => {
  const cluster = await connectRedis(servers.deployed, nameOf(pattern));
  try {
    await expect(cluster.get("other:1")).rejects.toThrow(/NOPERM/);
    await expect(cluster.call("FLUSHALL")).rejects.toThrow();
    await expect(cluster.call("KEYS", "*")).rejects.toThrow();
    await expect(cluster.call("EVAL", "return 1", "0")).rejects.toThrow(/NOPERM/);
  } finally {
    cluster.disconnect();
  }
});
