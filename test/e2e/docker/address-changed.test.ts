import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DockerEnvironmentInput } from "../../../configs/schema";
import { keptFolders } from "../../../constructs/docker/node-conf";
import { BOOKWORM, TRIXIE } from "../../support/docker-images";
import { DockerProject } from "../../support/docker-project";
import { missing, writeReplicated } from "../../support/replicated-writes";
import { writesDuring } from "../../support/steady-writes";
import { becomesWhole, viewOf, whyNotWhole } from "../../support/whole-cluster";

jest.setTimeout(240_000);

type Config = Omit<DockerEnvironmentInput, "target">;

const SUBNETS = ["10.213.112.0/20", "10.213.128.0/20", "10.213.144.0/20"] as const;
const PORTS = [22100, 22120, 22140] as const;
const users = [{ name: "api", role: "readWrite" as const, keys: ["session:*"] }];

/** A cluster in an environment, of which everything but the cluster itself may change. */
class ChangingCluster {
  readonly name = "carts";

  constructor(readonly project: DockerProject) {}

  /** Ids of all nodes, by those of the manifest. */
  async ids(): Promise<Record<string, string>> {
    const { nodes } = this.project.redis(this.name).manifest;
    const lines = await viewOf(this.project, this.name, "0-0");
    return Object.fromEntries(
      nodes.map(({ id, port }) => [id, lines.find((line) => line.port === port)?.id ?? ""]),
    );
  }

  /** One node gets another id than at its birth, as it loses its volume. */
  async loseVolume(id: string): Promise<void> {
    const { data } = keptFolders(this.project.paths, this.name, id);
    const container = this.project.container(this.name, id);
    const born = (await this.ids())[id];
    await this.project.driver.kill(container);
    for (const entry of readdirSync(data)) rmSync(join(data, entry), { recursive: true });
    await this.project.driver.start(container);
    expect(await becomesWhole(this.project, this.name, 60_000)).toBeUndefined();
    expect((await this.ids())[id]).not.toBe(born);
  }

  /** Expects that a change of all addresses loses nothing, and leaves everybody who it was. */
  async expectKept(change: () => Promise<void>): Promise<void> {
    const before = await this.ids();
    const { replicated } = await writeReplicated(this.project, this.name, 300);
    expect(replicated.size).toBeGreaterThan(250);
    await change();
    expect(await whyNotWhole(this.project, this.name)).toBeUndefined();
    expect(await missing(this.project.redis(this.name), replicated)).toEqual([]);
    expect(await this.ids()).toEqual(before);
    const { nodes } = this.project.redis(this.name).manifest;
    const views = await Promise.all(nodes.map(({ id }) => viewOf(this.project, this.name, id)));
    const seen = new Set(views.flat().map(({ host, port }) => `${host}:${port}`));
    expect([...seen].sort()).toEqual(nodes.map(({ address, port }) => `${address}:${port}`).sort());
  }
}

describe("Redis 7.0, with a cluster that keeps nothing and a ring", () => {
  const project = new DockerProject("cfaddrredis");
  const cluster = new ChangingCluster(project);
  const configOf = (subnet: string, port: number): Config => {
    const carts = { name: "carts", port, nodeTimeoutMs: 1000, users };
    const cache = {
      ...carts,
      ...{ name: "cache", port: port + 6, persistence: "none" as const },
    };
    const pages = { name: "pages", nodes: 2, port: port + 12, users: [{ name: "web" }] };
    return { images: BOOKWORM, subnet, redis: [carts, cache], memcached: [pages] };
  };
  beforeAll(async () => {
    await project.deploy(configOf(SUBNETS[0], PORTS[0]));
    await cluster.loseVolume("1-1");
  });
  afterAll(() => project.close());

  test("another subnet, deployed by Terraform alone", async () => {
    await cluster.expectKept(async () => {
      await project.deploy(configOf(SUBNETS[1], PORTS[0]));
    });
    expect(await whyNotWhole(project, "cache")).toBeUndefined();
  });

  test("other ports, deployed by Terraform alone", async () => {
    await cluster.expectKept(async () => {
      await project.deploy(configOf(SUBNETS[1], PORTS[1]));
    });
    expect(await whyNotWhole(project, "cache")).toBeUndefined();
  });

  test("another subnet, by `up`: at once, and it tells so", async () => {
    await cluster.expectKept(async () => {
      const told = await project.up(configOf(SUBNETS[2], PORTS[1]));
      expect(told.slice(0, 2)).toEqual([
        "the network is made anew: every container is replaced at once, and the environment is away meanwhile",
        "cache keeps nothing on disk: all its data is lost by it",
      ]);
      expect(told.filter((line) => line.startsWith("replacing "))).toEqual([]);
    });
    expect(await whyNotWhole(project, "cache")).toBeUndefined();
  });

  test("other ports, by `up`: one node at a time, and writes go on", async () => {
    await cluster.expectKept(async () => {
      const { acknowledged, failed, lost, result } = await writesDuring(project, "carts", () =>
        project.up(configOf(SUBNETS[2], PORTS[2])),
      );
      expect(acknowledged).toBeGreaterThan(100);
      expect({ failed, lost }).toEqual({ failed: 0, lost: [] });
      expect(result.filter((line) => /^replacing \S+-carts-/.test(line))).toHaveLength(6);
      expect(result.filter((line) => line.includes("has taken over from"))).toHaveLength(6);
    });
    expect(await whyNotWhole(project, "cache")).toBeUndefined();
  });
});

describe("Valkey 8.1, which notes a node's port twice", () => {
  const project = new DockerProject("cfaddrvalkey");
  const cluster = new ChangingCluster(project);
  const configOf = (subnet: string, port: number): Config => ({
    images: TRIXIE,
    subnet,
    redis: [{ name: "carts", port, nodeTimeoutMs: 1000, users }],
  });
  beforeAll(async () => {
    await project.deploy(configOf(SUBNETS[0], PORTS[0]));
  });
  afterAll(() => project.close());

  test("another subnet and other ports, deployed by Terraform alone", async () => {
    await cluster.expectKept(async () => {
      await project.deploy(configOf(SUBNETS[1], PORTS[1]));
    });
  });
});
