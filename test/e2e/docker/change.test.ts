import { connectRedis } from "../../../clients/redis/connect-redis";
import type { DockerEnvironmentInput } from "../../../configs/schema";
import { docker } from "../../../operate/docker/engine";
import { BOOKWORM } from "../../support/docker-images";
import { DockerProject } from "../../support/docker-project";
import { memberOf, whyNotWhole } from "../../support/whole-cluster";
import { missing, writeReplicated } from "../../support/replicated-writes";
import { writesDuring } from "../../support/steady-writes";

jest.setTimeout(300_000);

type Config = Omit<DockerEnvironmentInput, "target">;
type Cluster = NonNullable<Config["redis"]>[number];

const users: Cluster["users"] = [{ name: "api", role: "readWrite", keys: ["session:*"] }];
const carts: Cluster = { name: "carts", port: 22620, nodeTimeoutMs: 1000, users };
const pages = { name: "pages", nodes: 2, port: 22690, users: [{ name: "web" }] };
const config: Config = { images: BOOKWORM, redis: [carts], memcached: [pages] };
const changed = (change: Partial<Cluster>): Config => ({
  ...config,
  redis: [{ ...carts, ...change }],
});

const project = new DockerProject("cfchange");
beforeAll(async () => {
  await project.up(config);
});
afterAll(() => project.close());

const replaced = (told: readonly string[]): string[] =>
  told.flatMap((line) => /^replacing (\S+):/.exec(line)?.[1] ?? []);

test("a second deployment changes nothing", async () => {
  expect(await project.up(config)).toEqual([]);
});

test("a changed setting replaces node by node, replicas first, and no acknowledged write is lost", async () => {
  const membersOf = (role: "primary" | "replica"): Promise<string[]> =>
    Promise.all([0, 1, 2].map((shard) => memberOf(project, "carts", shard, role)));
  const [replicas, primaries] = [await membersOf("replica"), await membersOf("primary")];
  const { acknowledged, failed, lost, result } = await writesDuring(project, "carts", () =>
    project.up(changed({ maxMemoryMib: 300 })),
  );
  expect(acknowledged).toBeGreaterThan(100);
  expect(lost).toEqual([]);
  expect(failed).toBe(0);
  const order = replaced(result).map((name) => name.replace("cachefort-cfchange-carts-", ""));
  expect(order.slice(0, 3).sort()).toEqual(replicas);
  expect(order.slice(3).sort()).toEqual(primaries);
  expect(result.filter((line) => line.includes("has taken over from"))).toHaveLength(3);
  expect(await project.plan(changed({ maxMemoryMib: 300 }))).toEqual([]);
  expect(await whyNotWhole(project, "carts")).toBeUndefined();
});

test("a command that was used and is disabled later stops no server from starting", async () => {
  const before = changed({ renamedCommands: { disabled: [], renamed: [] } });
  await project.up(before);
  const node = await project.connect("carts", "0-0", "api");
  node.disconnect();
  const { replicated } = await writeReplicated(project, "carts", 100);
  const client = await connectRedis(project.redis("carts"), "api");
  await client.append("session:appended", "x");
  client.disconnect();
  const told = await project.up(
    changed({ renamedCommands: { disabled: ["APPEND"], renamed: [] } }),
  );
  expect(told).toContain("disabling APPEND: writing every append-only file anew");
  expect(await whyNotWhole(project, "carts")).toBeUndefined();
  expect(await missing(project.redis("carts"), replicated)).toEqual([]);
});

test("replicas are added and removed, and nobody else is touched", async () => {
  const usual = changed({ renamedCommands: { disabled: ["APPEND"], renamed: [] } });
  const more = changed({
    renamedCommands: { disabled: ["APPEND"], renamed: [] },
    replicasPerShard: 2,
  });
  const { replicated } = await writeReplicated(project, "carts", 100);
  const added = await project.up(more);
  expect(replaced(added)).toEqual([]);
  expect(added.filter((line) => line.startsWith("create docker_container.")).sort()).toEqual(
    ["0-2", "1-2", "2-2"].map((id) => `create docker_container.carts_${id}`),
  );
  expect(await whyNotWhole(project, "carts")).toBeUndefined();
  const removed = await project.up(usual);
  expect(replaced(removed)).toEqual([]);
  expect(await whyNotWhole(project, "carts")).toBeUndefined();
  expect(await missing(project.redis("carts"), replicated)).toEqual([]);
});

test("containers that stopped are started, and not replaced", async () => {
  const usual = changed({ renamedCommands: { disabled: ["APPEND"], renamed: [] } });
  const names = ["0-0", "1-1"].map((id) => project.container("carts", id));
  const ids = async (): Promise<string> =>
    (await docker("inspect", "--format", "{{.Id}}", ...names)).stdout;
  const before = await ids();
  await docker("stop", ...names, project.container("pages", "0"));
  const told = await project.up(usual);
  expect(told[0]).toMatch(/^starting /);
  expect(replaced(told)).toEqual([]);
  expect(await ids()).toBe(before);
});

test("a ring's changed node is replaced one at a time", async () => {
  const usual = changed({ renamedCommands: { disabled: ["APPEND"], renamed: [] } });
  const told = await project.up({ ...usual, memcached: [{ ...pages, memoryMib: 80 }] });
  expect(replaced(told)).toEqual(["cachefort-cfchange-pages-0", "cachefort-cfchange-pages-1"]);
});
