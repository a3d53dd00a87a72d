import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DockerEnvironmentInput } from "../../../configs/schema";
import { keptFolders } from "../../../constructs/docker/node-conf";
import { docker } from "../../../operate/docker/engine";
import { until } from "../../../operate/host/until";
import { BOOKWORM } from "../../support/docker-images";
import { DockerProject } from "../../support/docker-project";
import { missing, writeReplicated } from "../../support/replicated-writes";
import { becomesWhole, memberOf } from "../../support/whole-cluster";

jest.setTimeout(180_000);

const NODES = ["0-0", "1-0", "2-0", "0-1", "1-1", "2-1"];
const users = [{ name: "api", role: "readWrite" as const, keys: ["session:*"] }];
const carts = { name: "carts", port: 22600, nodeTimeoutMs: 1000, users };
const cache = { ...carts, name: "cache", port: 22610, persistence: "none" as const };
const config: Omit<DockerEnvironmentInput, "target"> = { images: BOOKWORM, redis: [carts, cache] };

const project = new DockerProject("cfvolume");
beforeAll(async () => {
  await project.deploy(config);
});
afterAll(() => project.close());

async function expectWhole(name: string): Promise<void> {
  expect(await becomesWhole(project, name, 60_000)).toBeUndefined();
}

/** What is left of a volume when its folder is emptied. */
function empty(name: string, id: string, part = "."): void {
  const { data } = keptFolders(project.paths, name, id);
  for (const entry of part === "." ? readdirSync(data) : [part]) {
    rmSync(join(data, entry), { recursive: true });
  }
}

test("a second deployment changes nothing", async () => {
  expect(await project.plan(config)).toEqual([]);
});

describe("a volume lost while its container was down", () => {
  test.each<[string, number, "primary" | "replica", string]>([
    ["a primary's, before its replica took over", 0, "primary", "."],
    ["the promoted node's", 0, "primary", "."],
    ["a replica's", 1, "replica", "."],
    [
      "a primary's log of writes, of which it keeps its view of the cluster",
      2,
      "primary",
      "appendonlydir",
    ],
  ])(
    "%s: no replicated write is lost, and the node joins by itself",
    async (_, shard, role, part) => {
      const victim = await memberOf(project, "carts", shard, role);
      const container = project.container("carts", victim);
      const { replicated, unreplicated } = await writeReplicated(project, "carts", 100);
      await project.driver.kill(container);
      empty("carts", victim, part);
      await project.driver.start(container);
      await expectWhole("carts");
      // The engine writes a container's lines behind it.
      const hasJoined = async (): Promise<boolean> =>
        (await project.driver.logs(container, 100)).includes("joined as a replica of");
      expect(await until(10_000, hasJoined)).toBe(true);
      expect(replicated.size).toBeGreaterThan(50);
      expect(await missing(project.redis("carts"), replicated)).toEqual([]);
      const gone = await missing(project.redis("carts"), unreplicated);
      process.stderr.write(`${gone.length} of ${unreplicated.size} unreplicated writes are lost\n`);
    },
  );
});

test("a primary without a log of writes comes back only after its replica was promoted", async () => {
  const victim = await memberOf(project, "cache", 0, "primary");
  const { replicated } = await writeReplicated(project, "cache", 100);
  await project.driver.kill(project.container("cache", victim));
  await project.driver.start(project.container("cache", victim));
  await expectWhole("cache");
  expect(await missing(project.redis("cache"), replicated)).toEqual([]);
});

test("every container restarted at once: everything is there again", async () => {
  const { replicated } = await writeReplicated(project, "carts", 100);
  await docker("restart", ...NODES.map((id) => project.container("carts", id)));
  await expectWhole("carts");
  expect(await missing(project.redis("carts"), replicated)).toEqual([]);
  expect(await project.plan(config)).toEqual([]);
});

test("every container killed at once: everything is there again", async () => {
  const { replicated } = await writeReplicated(project, "carts", 100);
  await Promise.all(NODES.map((id) => project.driver.kill(project.container("carts", id))));
  await docker("start", ...NODES.map((id) => project.container("carts", id)));
  await expectWhole("carts");
  expect(await missing(project.redis("carts"), replicated)).toEqual([]);
});
