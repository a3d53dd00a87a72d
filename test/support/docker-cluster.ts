import type Redis from "ioredis";
import { readSecret } from "../../clients/manifest-file";
import type { DockerEnvironmentInput } from "../../configs/schema";
import { ContainerFilter } from "../../operate/docker/container-filter";
import { clusterState } from "../../smoke/checks/redis";
import { BOOKWORM } from "./docker-images";
import { DockerProject } from "./docker-project";
import { expectPass, runOn } from "./redis-check";
import { becomesWhole } from "./whole-cluster";

const NAME = "carts";

/** A cluster of containers with a node timeout of 1000 ms, for checks that do something to it. */
export class DockerCluster {
  readonly project: DockerProject;
  private readonly config: Omit<DockerEnvironmentInput, "target">;

  /**
   * @param port of the first node; the cluster takes 6 ports from here
   * @param images of the servers
   * @param more of the cluster's configuration
   */
  constructor(
    environment: string,
    port: number,
    images: DockerEnvironmentInput["images"] = BOOKWORM,
    more: Partial<NonNullable<DockerEnvironmentInput["redis"]>[number]> = {},
  ) {
    this.project = new DockerProject(environment);
    this.config = { images, redis: [{ name: NAME, port, nodeTimeoutMs: 1000, ...more }] };
  }

  async deploy(): Promise<void> {
    await this.project.deploy(this.config);
  }

  get deployed() {
    return this.project.redis(NAME);
  }

  get driver() {
    return this.project.driver;
  }

  /** Expects a whole cluster of running nodes, without a key and without a filter of packets. */
  async expectClean(): Promise<void> {
    expect(await becomesWhole(this.project, NAME, 60_000)).toBeUndefined();
    expectPass(await runOn(this, clusterState));
    for (const { id, ref } of this.deployed.manifest.nodes) {
      expect({ id, keys: await this.on(id, (node) => node.dbsize()) }).toEqual({ id, keys: 0 });
      expect({ id, filters: await filtersOf(ref) }).toEqual({ id, filters: [] });
    }
  }

  /** Gives every running node another value of a parameter for as long as the work takes. */
  async withSetting(
    parameter: string,
    value: string,
    usual: string,
    work: () => Promise<void>,
  ): Promise<void> {
    for (const id of this.ids) await this.setSetting(id, parameter, value);
    try {
      await work();
    } finally {
      for (const id of this.ids) await this.setSetting(id, parameter, usual);
    }
  }

  async setSetting(id: string, parameter: string, value: string): Promise<void> {
    const { deployed } = this;
    const config = deployed.manifest.renamedCommands.find(({ command }) => command === "CONFIG");
    if (config === undefined || config.as === null) throw new Error("CONFIG has no secret name");
    const name = readSecret(config.as, deployed);
    await this.on(id, (node) => node.call(name, "SET", parameter, value));
  }

  get ids(): string[] {
    return this.deployed.manifest.nodes.map(({ id }) => id);
  }

  /** Id of the node of a container. */
  idOf(container: string): string {
    return this.deployed.manifest.nodes.find(({ ref }) => ref === container)?.id ?? "";
  }

  async on<T>(id: string, work: (node: Redis) => Promise<T>): Promise<T> {
    const node = await this.project.connect(NAME, id);
    try {
      return await work(node);
    } finally {
      node.disconnect();
    }
  }

  close(): Promise<void> {
    return this.project.close();
  }
}

/** Rules in the network of a container. */
async function filtersOf(container: string): Promise<string[]> {
  const listed = await (await ContainerFilter.open(container)).list();
  return listed.split("\n").filter((line) => line !== "" && !line.startsWith("-P"));
}
