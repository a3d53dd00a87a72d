import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  ioredisSnippet,
  nodeRedisSnippet,
  redisCliSnippet,
  redisPySnippet,
  snippetConnection,
} from "../../../clients/snippets";
import type { ClientPlace } from "../../../clients/client-place";
import type { LoadedManifest } from "../../../clients/manifest-file";
import { connectRedis } from "../../../clients/redis/connect-redis";
import type { DockerEnvironmentInput } from "../../../configs/schema";
import type { RedisManifest } from "../../../constructs/core/manifest";
import type { DockerAccess } from "../../../constructs/docker/access";
import { docker } from "../../../operate/docker/engine";
import { runInNetwork, type ClientOutput } from "../../support/docker/client-container";
import { BOOKWORM } from "../../support/docker-images";
import { DockerProject } from "../../support/docker-project";
import { withPython } from "../../support/python";
import { failuresOf, suiteOn } from "../../support/suite";

jest.setTimeout(120_000);

const run = promisify(execFile);
const ROOT = join(__dirname, "../../..");
const SNIPPETS = {
  ioredis: ioredisSnippet,
  "node-redis": nodeRedisSnippet,
  "redis-py": redisPySnippet,
};
/** One key in each of the three shards: slots 15913, 3658 and 7787. */
const THREE_SHARDS =
  "SET session:a 1\\nSET session:b 2\\nSET session:c 3\\nGET session:a\\nGET session:c\\n";

const configOf = (access: DockerAccess): Omit<DockerEnvironmentInput, "target"> => ({
  images: BOOKWORM,
  access,
  redis: [
    {
      name: "carts",
      port: 22620,
      replicasPerShard: 0,
      nodeTimeoutMs: 2000,
      users: [{ name: "api", role: "readWrite", keys: ["session:*"] }],
    },
  ],
  memcached: [{ name: "pages", nodes: 2, port: 22685, users: [{ name: "web" }] }],
});

/** What the client program prints of a key. */
interface HeldKey {
  readonly key: string;
  readonly redis: string | null;
  readonly memcached?: string;
  /** The node of the ring. */
  readonly server: string;
}

describe.each<[DockerAccess, ClientPlace[]]>([
  ["host", ["machine"]],
  ["both", ["machine", "network"]],
  ["network", ["machine", "network"]],
])("access %s", (access, places) => {
  const project = new DockerProject(`cfaccess${access}`);
  const network = `cachefort-cfaccess${access}`;
  beforeAll(async () => {
    await project.deploy(configOf(access));
  });
  afterAll(() => project.close());

  /** A shell command where the client is. */
  function runAt(from: ClientPlace, script: string): Promise<ClientOutput> {
    return from === "machine"
      ? run("bash", ["-c", script], { cwd: ROOT, env: withPython() })
      : runInNetwork({ network, folders: [project.path] }, script);
  }

  const kitClient = async (from: ClientPlace, action: "write" | "read"): Promise<HeldKey[]> => {
    const manifests = ["carts", "pages"].map((name) => `'${project.paths.manifests}/${name}.json'`);
    const program = "node_modules/tsx/dist/cli.mjs test/support/docker/client-program.ts";
    const { stdout } = await runAt(
      from,
      `node ${program} ${from} ${manifests.join(" ")} ${action}`,
    );
    return JSON.parse(stdout) as HeldKey[];
  };

  test("a second deployment changes nothing", async () => {
    expect(await project.plan(configOf(access))).toEqual([]);
  });

  test("ports are published at 127.0.0.1 of the machine, or not at all", async () => {
    const { stdout } = await docker("port", project.container("carts", "0-0"));
    expect(stdout).toBe(access === "network" ? "" : "22620/tcp -> 127.0.0.1:22620\n");
  });

  test("the suite `quick` passes", async () => {
    const deployed = [project.deployed("carts"), project.deployed("pages")];
    expect(failuresOf(await suiteOn(deployed, project.driver, "quick"))).toBe("");
  });

  describe.each(places)("from the %s", (from) => {
    const connection = () => snippetConnection(project.redis("carts"), "api", from);

    test.each(Object.entries(SNIPPETS))("%s writes and reads", async (client, snippet) => {
      const { stdout } = await runAt(from, snippet(connection()));
      expect(stdout).toBe(`from ${client}\n`);
    });

    test("redis-cli follows redirections to every shard", async () => {
      const script = `printf '%b' '${THREE_SHARDS}' | ${redisCliSnippet(connection())}`;
      const { stdout } = await runAt(from, script);
      expect(stdout.match(/^(OK|\d)$/gm)).toEqual(["OK", "OK", "OK", "1", "3"]);
    });

    test("the kit's own clients read what was written from the machine", async () => {
      const written = await kitClient("machine", "write");
      expect(written.filter((held) => held.redis === held.key)).toHaveLength(30);
      expect(written.filter((held) => held.memcached === held.key)).toHaveLength(30);
      expect(await kitClient(from, "read")).toEqual(written);
    });
  });
});

describe("another access", () => {
  const project = new DockerProject("cfaccess");
  beforeAll(async () => {
    await project.deploy(configOf("host"));
    await write(project.redis("carts"));
  });
  afterAll(() => project.close());

  async function write(deployed: LoadedManifest<RedisManifest>): Promise<void> {
    const client = await connectRedis(deployed, "api");
    await client.set("session:kept", "yes");
    client.disconnect();
  }

  test.each<[DockerAccess, RegExp, number]>([
    ["both", /^replacing cachefort-cfaccess-carts-\d-0: its configuration changed$/, 3],
    ["network", /^the network is made anew: every container is replaced at once/, 1],
    ["host", /^the network is made anew: every container is replaced at once/, 1],
  ])("%s: keys stay, and the suite `quick` passes", async (access, words, times) => {
    const told = await project.up(configOf(access));
    expect(told.filter((line) => words.test(line))).toHaveLength(times);
    const client = await connectRedis(project.redis("carts"), "api");
    expect(await client.get("session:kept")).toBe("yes");
    client.disconnect();
    const deployed = [project.deployed("carts"), project.deployed("pages")];
    expect(failuresOf(await suiteOn(deployed, project.driver, "quick"))).toBe("");
    expect(await project.plan(configOf(access))).toEqual([]);
  });
});
